// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.connection.PgConnection;
import dev.upq.fault.PgServerException;
import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The log of migrations: one row for each time that one was applied. Immutable; the connection that
 * it is given is the caller's.
 *
 * <p>Its statements name everything with its schema, operators too, for they run where a migration
 * may have left any {@code search_path} behind.
 */
final class LogTable {

  private static final String UNDEFINED_TABLE = "42P01";
  private static final String UNDEFINED_COLUMN = "42703";
  private static final String UNDEFINED_SCHEMA = "3F000";

  private static final String BY_ID = " where id OPERATOR(pg_catalog.=) $1";

  private final LogLayout layout;
  private final String read;
  private final String insert;

  LogTable(LogLayout layout) {
    this.layout = layout;
    String name = layout.qualified();
    this.read =
        "select id, kind, version, name, state, direction, checksum, checksum_algorithm,"
            + " statements_done, statement_begun, done_checksum, down_sql is not null, run,"
            + " pg_catalog.to_char(finished_at at time zone 'UTC',"
            + " 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'), applied_by from "
            + name
            + " order by id";
    this.insert =
        "insert into "
            + name
            + " (kind, version, name, state, checksum, checksum_algorithm, up_sql, down_sql,"
            + " duration_ms, upq_version, run, started_at, finished_at) values ($1, $2, $3, $4, $5,"
            + " $6, $7, $8, $9, $10, $11, pg_catalog.now(), case when $12 then"
            + " pg_catalog.clock_timestamp() end) returning id";
  }

  LogLayout layout() {
    return layout;
  }

  /** All rows in the order of writing; empty where the table is not there, or not up to date. */
  Optional<List<LogRow>> read(PgConnection connection) {
    try {
      QueryResult result = connection.script(read).getLast();
      return Optional.of(result.stream().map(LogTable::row).toList());
    } catch (PgServerException refused) {
      return switch (refused.sqlState().code()) {
        case UNDEFINED_TABLE, UNDEFINED_COLUMN, UNDEFINED_SCHEMA -> Optional.empty();
        default -> throw refused;
      };
    }
  }

  private static LogRow row(Row row) {
    return new LogRow(
        Long.parseLong(row.text(0)),
        kind(row.text(1)),
        row.isNull(2) ? 0 : Long.parseLong(row.text(2)),
        row.text(3),
        state(row.text(4)),
        row.text(5).equals("down"),
        new Checksum(Integer.parseInt(row.text(7)), row.text(6)),
        Integer.parseInt(row.text(8)),
        Integer.parseInt(row.text(9)),
        row.text(10),
        row.booleanValue(11),
        row.text(12),
        row.isNull(13) ? "" : row.text(13),
        row.text(14));
  }

  private static MigrationKind kind(String text) {
    for (MigrationKind each : MigrationKind.values()) {
      if (each.text().equals(text)) {
        return each;
      }
    }
    throw strange("kind", text);
  }

  private static LogRow.State state(String text) {
    for (LogRow.State each : LogRow.State.values()) {
      if (each.text().equals(text)) {
        return each;
      }
    }
    throw strange("state", text);
  }

  private static MigrationException strange(String column, String text) {
    return new MigrationException(
        MigrationException.Reason.LOG,
        "the log has a row of the "
            + column
            + " \""
            + text
            + "\", which this version does not know: use the version that has written it, or a"
            + " newer one");
  }

  /** Writes a row for what is begun or done now; returns its id. */
  long insert(
      PgConnection connection,
      Migration migration,
      LogRow.State state,
      long durationMs,
      String run) {
    return connection
        .query(
            insert,
            migration.kind().text(),
            migration.versioned() ? migration.version() : null,
            migration.name(),
            state.text(),
            migration.up().checksum().sum(),
            migration.up().checksum().algorithm(),
            migration.up().text().orElse(null),
            migration.down().flatMap(Script::text).orElse(null),
            state == LogRow.State.RUNNING ? null : durationMs,
            MigratorVersion.text(),
            run,
            state != LogRow.State.RUNNING)
        .oneLong();
  }

  void insertBaseline(PgConnection connection, long version, String run) {
    connection.query(
        insert,
        MigrationKind.BASELINE.text(),
        version,
        "",
        LogRow.State.BASELINE.text(),
        "",
        Checksum.CURRENT,
        null,
        null,
        0L,
        MigratorVersion.text(),
        run,
        true);
  }

  /** A migration without a transaction goes on, from this file. */
  void resumed(PgConnection connection, long id, Migration migration, String run) {
    Script up = migration.up();
    update(
        connection,
        "state = 'running', error = null, run = $2, checksum = $3, checksum_algorithm = $4,"
            + " up_sql = $5, down_sql = $6",
        id,
        run,
        up.checksum().sum(),
        up.checksum().algorithm(),
        up.text().orElse(null),
        migration.down().flatMap(Script::text).orElse(null));
  }

  /** A migration is being taken back without a transaction; what is applied stays as it is. */
  void reverting(PgConnection connection, LogRow row, String run) {
    boolean again = row.down() && row.stopped();
    update(
        connection,
        "state = 'running', direction = 'down', error = null, run = $2"
            + (again ? "" : ", statements_done = 0, statement_begun = 0, done_checksum = ''"),
        row.id(),
        run);
  }

  /** A statement that cannot be undone is begun. */
  void begun(PgConnection connection, long id, int statement) {
    update(connection, "statement_begun = $2", id, statement);
  }

  /** So many statements are done. */
  void done(PgConnection connection, long id, int statements, String checksum) {
    update(connection, "statements_done = $2, done_checksum = $3", id, statements, checksum);
  }

  void failed(PgConnection connection, long id, String error) {
    update(connection, "state = 'failed', error = $2", id, error);
  }

  void applied(PgConnection connection, long id, long durationMs) {
    update(
        connection,
        "state = 'applied', duration_ms = $2, finished_at = pg_catalog.clock_timestamp()",
        id,
        durationMs);
  }

  void reverted(PgConnection connection, long id, String run) {
    update(
        connection,
        "state = 'reverted', direction = 'down', run = $2, reverted_by = session_user,"
            + " reverted_at = pg_catalog.clock_timestamp()",
        id,
        run);
  }

  /** A stopped attempt to take it back is forgotten: it counts as applied. */
  void stands(PgConnection connection, long id) {
    update(connection, "state = 'applied', direction = 'up', error = null", id);
  }

  /** The row tells of this file from now on. */
  void restamp(PgConnection connection, long id, Migration migration) {
    Script up = migration.up();
    update(
        connection,
        "name = $2, checksum = $3, checksum_algorithm = $4, up_sql = $5, down_sql = $6",
        id,
        migration.name(),
        up.checksum().sum(),
        up.checksum().algorithm(),
        up.text().orElse(null),
        migration.down().flatMap(Script::text).orElse(null));
  }

  void delete(PgConnection connection, long id) {
    connection.query("delete from " + layout.qualified() + BY_ID, id);
  }

  /** The text that was applied; empty where it was too long to be stored. */
  Optional<String> upSql(PgConnection connection, long id) {
    return text(connection, "up_sql", id);
  }

  /** The text that takes it back. */
  Optional<String> downSql(PgConnection connection, long id) {
    return text(connection, "down_sql", id);
  }

  private Optional<String> text(PgConnection connection, String column, long id) {
    QueryResult found =
        connection.query("select " + column + " from " + layout.qualified() + BY_ID, id);
    return found.isEmpty() ? Optional.empty() : found.row(0).find(0, String.class);
  }

  private void update(PgConnection connection, String set, long id, @Nullable Object... more) {
    Object[] arguments = new Object[more.length + 1];
    arguments[0] = id;
    System.arraycopy(more, 0, arguments, 1, more.length);
    long changed =
        connection.execute("update " + layout.qualified() + " set " + set + BY_ID, arguments);
    if (changed != 1) {
      throw new MigrationException(
          MigrationException.Reason.LOG,
          "the log "
              + layout.qualified()
              + " has lost the row of the migration that is under way: something has changed it");
    }
  }
}
