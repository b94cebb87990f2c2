// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.migrate.MigrationException.Reason;
import java.util.List;
import java.util.UUID;

/** Writes the row that says that everything up to a version is there. Immutable. */
record BaselineCall(long version) implements Work.Call<Long> {

  @Override
  public Long in(MigratorSession session, MigrationSet files) {
    session.take();
    History log = History.of(session.rows().orElse(List.of()));
    if (log.baseline() == version && log.versioned().headMap(version, true).isEmpty()) {
      return version;
    }
    if (log.last() > 0) {
      throw new MigrationException(
          Reason.DRIFT,
          "the log "
              + session.log().layout().qualified()
              + " has version "
              + log.last()
              + " already; a baseline is for a database that was made without migrations");
    }
    session.logged(
        () ->
            session
                .log()
                .insertBaseline(session.connection(), version, UUID.randomUUID().toString()));
    return version;
  }
}
