// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgStalePlanException;
import dev.upq.fault.PgUnavailableException;
import dev.upq.fault.SqlState;

/** For what a transaction may be run again. All of them leave nothing of it behind. */
public enum RetryCause {
  /** 40001: it cannot be put into one order with others. */
  SERIALIZATION,
  /** 40P01: it was chosen to end a deadlock. */
  DEADLOCK,
  /** A prepared statement no longer fits, for a table was changed. */
  STALE_PLAN,
  /** 55P03: a lock was not to be had, by NOWAIT or {@code lock_timeout}. Only where asked for. */
  LOCK_NOT_AVAILABLE,
  /**
   * The connection was lost, or the server shut down, before COMMIT was sent. Only where asked for.
   */
  CONNECTION_LOST;

  /** Whether a transaction that failed so failed for this. */
  boolean matches(PgException failure) {
    return switch (this) {
      case SERIALIZATION -> state(failure, SqlState.SERIALIZATION_FAILURE);
      case DEADLOCK -> state(failure, SqlState.DEADLOCK_DETECTED);
      case STALE_PLAN -> failure instanceof PgStalePlanException;
      case LOCK_NOT_AVAILABLE -> state(failure, SqlState.of("55P03"));
      case CONNECTION_LOST ->
          failure instanceof PgConnectionLostException
              || (failure instanceof PgUnavailableException server && server.diagnostic().fatal());
    };
  }

  private static boolean state(PgException failure, SqlState state) {
    return failure instanceof PgServerException told && told.sqlState().equals(state);
  }
}
