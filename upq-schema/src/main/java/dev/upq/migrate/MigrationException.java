// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import org.jspecify.annotations.Nullable;

/**
 * A migration that is refused, or that failed. Immutable. Its first line says what, where and what
 * to do; lines that may follow show the place in the file, or what differs.
 */
public final class MigrationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What kind of failure it is, and what it leaves behind. */
  public enum Reason {
    /** The files: names, duplicates, what cannot be read. Nothing was sent. */
    SOURCE,
    /** A text that is refused before any of it is sent. */
    SYNTAX,
    /** The files and the log do not agree. Nothing was changed. */
    DRIFT,
    /** Another migrator has the lock. Nothing was changed. */
    LOCKED,
    /** A pooler stands between, or the server takes no writes. Nothing was changed. */
    SERVER,
    /** The role may not do it. The migration was rolled back. */
    PRIVILEGE,
    /** The server has run out of something. The migration was rolled back. */
    RESOURCES,
    /** The server refused a statement. The message says what was rolled back and what was not. */
    STATEMENT,
    /** The log cannot be read or written. A migration in a transaction was rolled back. */
    LOG,
    /** A migration cannot be reverted. Nothing was changed. */
    DOWN,
    /** The connection was lost. The log says what was applied: run again. */
    CONNECTION,
    /** The thread was interrupted. The transaction under way was rolled back. */
    INTERRUPTED,
    /** Down does not take back what up has done; told by {@link PgMigrator#test()}. */
    ROUND_TRIP
  }

  private final Reason reason;

  MigrationException(Reason reason, String message) {
    this(reason, message, null);
  }

  MigrationException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
