// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.connection.PgConnection;
import dev.upq.migrate.Survey.Find;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Makes the log agree with the files. Immutable. */
record RepairCall(MigratorSettings settings) implements Work.Call<List<String>> {

  @Override
  public List<String> in(MigratorSession session, MigrationSet files) {
    session.take();
    History log = History.of(session.rows().orElse(List.of()));
    Survey survey = Survey.of(files, log);
    List<String> told = new ArrayList<>();
    session.logged(
        () -> {
          Drift drift = new Drift(session, settings);
          survey.finds().forEach(find -> find(session, drift, find, told));
          Stream.concat(log.versioned().values().stream(), log.repeatable().values().stream())
              .filter(row -> row.stopped() && !row.down())
              .forEach(row -> stopped(session, row, told));
        });
    return List.copyOf(told);
  }

  private static void find(MigratorSession session, Drift drift, Find find, List<String> told) {
    LogTable log = session.log();
    PgConnection connection = session.connection();
    switch (find) {
      case Find.Edited edited -> {
        told.add("stamped anew: " + drift.edited(edited));
        log.restamp(connection, edited.row().id(), edited.file());
      }
      case Find.Renamed(Migration file, LogRow row) -> {
        told.add("renamed: " + row.title() + " is " + file.title() + " now");
        log.restamp(connection, row.id(), file);
      }
      case Find.StoppedDown(LogRow row) -> {
        told.add(
            row.title()
                + " counts as applied again; "
                + row.done()
                + " statements of its down were done, and stay done");
        log.stands(connection, row.id());
      }
      case Find.Missing(LogRow row, long now, boolean newer) ->
          told.add(
              "left as it is: " + row.title() + " has no file" + (newer ? ", and is newer" : ""));
      case Find.OutOfOrder(Migration file, long last) ->
          told.add("left as it is: " + file.title() + " is below version " + last);
    }
  }

  private static void stopped(MigratorSession session, LogRow row, List<String> told) {
    told.add(
        "the row of "
            + row.title()
            + " is deleted, which had stopped in the middle; "
            + row.done()
            + " of its statements were done, and stay done");
    session.log().delete(session.connection(), row.id());
  }
}
