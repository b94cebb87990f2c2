// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.migrate.MigrationException.Reason;
import dev.upq.migrate.Survey.Find;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is said about files and log that do not fit each other, and whether it is allowed. Reads the
 * texts that were applied from the log; one thread at a time.
 */
final class Drift {

  private final MigratorSession session;
  private final MigratorSettings settings;
  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  Drift(MigratorSession session, MigratorSettings settings) {
    this.session = session;
    this.settings = settings;
  }

  /** Sorts what was found into what is refused and what is only told. */
  Drift of(Survey survey) {
    survey.finds().forEach(this::sort);
    return this;
  }

  List<String> problems() {
    return problems;
  }

  List<String> warnings() {
    return warnings;
  }

  /**
   * Refuses to go on.
   *
   * @throws MigrationException where there is a problem; the message has all of them
   */
  void refuse() {
    if (!problems.isEmpty()) {
      throw new MigrationException(
          Reason.DRIFT,
          "the files and the log "
              + session.log().layout().qualified()
              + " do not agree; nothing was changed\n"
              + String.join("\n", problems));
    }
  }

  private void sort(Find find) {
    switch (find) {
      case Find.Edited edited -> problems.add(edited(edited));
      case Find.Renamed renamed ->
          problems.add(
              renamed.row().title()
                  + " was applied under that name and is "
                  + renamed.file().up().place()
                  + " now, with the same text; name it as before, or take the new name over with"
                  + " repair");
      case Find.Missing missing -> {
        if (settings.allowMissing()) {
          warnings.add(missing(missing));
        } else {
          problems.add(missing(missing));
        }
      }
      case Find.OutOfOrder late -> {
        switch (settings.outOfOrder()) {
          case FAIL -> problems.add(late(late) + "; give it a higher version, or allow it");
          case WARN -> warnings.add(late(late));
          case ALLOW -> {}
        }
      }
      case Find.StoppedDown(LogRow row) ->
          problems.add(
              row.title()
                  + " was being taken back, and stopped behind statement "
                  + row.done()
                  + "; go on with down, or call repair");
    }
  }

  private static String late(Find.OutOfOrder late) {
    return late.file().title()
        + " ("
        + late.file().up().place()
        + ") is not applied, and below version "
        + late.last()
        + ", which is: it comes out of order";
  }

  private static String missing(Find.Missing missing) {
    String title = missing.row().title();
    if (missing.now() != 0) {
      return title
          + " was applied, and has the version "
          + missing.now()
          + " in the files: it was given another number; give it the old one back";
    }
    return missing.newer()
        ? title
            + " was applied, and is newer than all files here: this is older code than the"
            + " database; deploy the newer one, or allow missing files"
        : title + " was applied, and its file is missing; put it back, or allow missing files";
  }

  /** What was changed, and what differs. */
  String edited(Find.Edited edited) {
    Script up = edited.file().up();
    String what =
        edited.row().title()
            + " was changed after it was applied: "
            + up.place()
            + "; set it back and put the change into a new migration, or accept it with repair";
    if (edited.row().checksum().algorithm() != Checksum.CURRENT) {
      return what;
    }
    Optional<String> before = session.log().upSql(session.connection(), edited.row().id());
    Optional<String> now = up.text();
    if (before.isEmpty() || now.isEmpty()) {
      return what + "\n(the text is too long to be shown)";
    }
    return what + "\n" + UnifiedDiff.of("applied", up.place(), before.get(), now.get());
  }
}
