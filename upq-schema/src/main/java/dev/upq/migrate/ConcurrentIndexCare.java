// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.connection.PgConnection;
import dev.upq.migrate.MigrationException.Reason;
import dev.upq.migrate.StatementKind.ConcurrentIndex;
import dev.upq.migrate.StatementKind.ConcurrentIndex.Action;
import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import dev.upq.statement.Identifier;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a failed CREATE INDEX CONCURRENTLY leaves behind: an index that costs every write and serves
 * no read. It is found by its name on its table, dropped, and built again. Immutable; the
 * connection is the caller's, outside a transaction.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/18/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY">Building
 *     indexes concurrently</a>
 */
record ConcurrentIndexCare(PgConnection connection, Consumer<MigrationEvent> listener) {

  private static final String OF_TABLE =
      """
      select n.nspname::pg_catalog.text, i.indisvalid and i.indisready
      from pg_catalog.pg_index i
      join pg_catalog.pg_class c on c.oid OPERATOR(pg_catalog.=) i.indexrelid
      join pg_catalog.pg_namespace n on n.oid OPERATOR(pg_catalog.=) c.relnamespace
      where i.indrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass($1)
        and c.relname OPERATOR(pg_catalog.=) $2::pg_catalog.text
      """;

  private static final String BY_NAME =
      """
      select n.nspname::pg_catalog.text, i.indisvalid and i.indisready
      from pg_catalog.pg_index i
      join pg_catalog.pg_class c on c.oid OPERATOR(pg_catalog.=) i.indexrelid
      join pg_catalog.pg_namespace n on n.oid OPERATOR(pg_catalog.=) c.relnamespace
      where c.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass($1)
      """;

  /** An index that is there. */
  private record Found(String schema, boolean valid) {}

  /**
   * Makes way for a statement that may have been tried before.
   *
   * @param doubtful whether it was begun, and nobody knows how it ended
   * @return whether it has done its work already
   */
  boolean settled(ConcurrentIndex statement, boolean doubtful) {
    Optional<Found> found = find(statement);
    return switch (statement.action()) {
      case CREATE -> {
        if (found.isPresent() && !found.get().valid()) {
          drop(found.get(), statement.index().orElseThrow());
          yield false;
        }
        yield doubtful && found.isPresent();
      }
      case DROP -> doubtful && found.isEmpty();
      case REINDEX -> false;
    };
  }

  private void drop(Found found, SqlName index) {
    String name = Identifier.quote(found.schema()) + "." + Identifier.quote(index.name());
    listener.accept(
        new MigrationEvent.Told(
            "the index "
                + name
                + " is not valid: a build of it has failed. It is dropped and built again"));
    connection.script("drop index concurrently if exists " + name);
  }

  /**
   * Looks at what has come of it.
   *
   * @throws MigrationException where an index is there that is not valid ({@code STATEMENT})
   */
  void check(ConcurrentIndex statement) {
    if (statement.action() != Action.DROP) {
      Optional<Found> found = find(statement);
      if (found.isPresent() && !found.get().valid()) {
        throw new MigrationException(
            Reason.STATEMENT,
            "the index "
                + statement.index().orElseThrow()
                + " is there and is not valid; the next run drops it and builds it again");
      }
    }
  }

  private Optional<Found> find(ConcurrentIndex statement) {
    if (statement.index().isEmpty()) {
      return Optional.empty();
    }
    SqlName index = statement.index().get();
    QueryResult found =
        statement.table().isPresent()
            ? connection.query(OF_TABLE, statement.table().get().quoted(), index.name())
            : connection.query(BY_NAME, index.quoted());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Row row = found.row(0);
    return Optional.of(new Found(row.get(0, String.class), row.booleanValue(1)));
  }
}
