// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import java.util.Optional;

/** What has to be known about a statement before it is sent. Immutable. */
public sealed interface StatementKind {

  /** Runs in a transaction or without, and ends none. */
  record Ordinary() implements StatementKind {}

  /**
   * Begins or ends a transaction, or sets a point in it; what a migration must not do itself.
   *
   * @param command as {@code COMMIT}, {@code SAVEPOINT}
   */
  record TransactionControl(String command) implements StatementKind {}

  /**
   * The server refuses it inside a transaction.
   *
   * @param command as {@code VACUUM}, {@code CREATE DATABASE}
   */
  record OutsideTransaction(String command) implements StatementKind {}

  /**
   * Makes, drops or rebuilds an index without a lock against writes; the server refuses it inside a
   * transaction, and a failure leaves an index behind that is not valid.
   *
   * @param action what is done
   * @param index empty where the statement gives no name: the server makes one up, or all of a
   *     table or more are rebuilt. Of CREATE without a schema, since it lies in that of the table
   * @param table empty where the statement names none
   * @param unlessExists {@code IF NOT EXISTS} or {@code IF EXISTS} stands in it
   */
  record ConcurrentIndex(
      Action action, Optional<SqlName> index, Optional<SqlName> table, boolean unlessExists)
      implements StatementKind {

    /** What is done with an index. */
    public enum Action {
      CREATE,
      DROP,
      REINDEX
    }
  }

  /** COPY FROM STDIN: its data stand behind it, {@link SqlSplitter#copyData}. */
  record CopyIn() implements StatementKind {}

  /** COPY TO STDOUT: its answer is data that nobody asks a file for. */
  record CopyOut() implements StatementKind {}

  /** Whether the server refuses it inside a transaction. */
  default boolean refusedInTransaction() {
    return switch (this) {
      case OutsideTransaction _, ConcurrentIndex _ -> true;
      case Ordinary _, TransactionControl _, CopyIn _, CopyOut _ -> false;
    };
  }
}
