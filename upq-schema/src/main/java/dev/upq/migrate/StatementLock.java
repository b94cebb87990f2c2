// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import java.util.List;

/**
 * A lock that a statement takes on a table that it names. Immutable.
 *
 * <p>An estimate by the words of the statement: what a function, a trigger, a view or a partition
 * has locked as well is not seen, nor is what a statement means of which {@link #of} knows nothing.
 *
 * @param table of DROP INDEX and REINDEX INDEX, the index; its table is locked likewise
 * @param level the mode
 */
public record StatementLock(SqlName table, LockLevel level) {

  /** The locks of a statement, each table once, in the order of their names in it. */
  public static List<StatementLock> of(SqlStatement statement) {
    return new StatementLocks(SqlPhrase.of(statement)).read();
  }

  /** {@code ACCESS EXCLUSIVE on app.flight}. */
  @Override
  public String toString() {
    return level.words() + " on " + table;
  }
}
