// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import dev.upq.connection.PgConnection;
import dev.upq.fault.PgServerException;
import java.util.function.Consumer;

/**
 * Hears what statements of one connection are refused with, on their callers' threads. Immutable.
 */
record Refusals(Backroom backroom, Slot slot) implements Consumer<PgServerException> {

  /** What is fatal ends the connection by itself, and is seen by that. */
  @Override
  public void accept(PgServerException refusal) {
    switch (Remedy.inSession(refusal.diagnostic())) {
      case DROP -> {
        if (!refusal.diagnostic().fatal()) {
          backroom.leaves(slot);
        }
      }
      case NOT_PRIMARY -> {
        if (slot.writable
            && readOnly(slot.connection)
            && !slot.connection.upkeep().hasLeftSomething()) {
          backroom.demoted(slot);
        }
      }
      case KEEP, BACK_OFF, RETRY, STOP -> {
        // The connection is fine.
      }
    }
  }

  /** What the server says of itself, and tells when it changes. */
  static boolean readOnly(PgConnection connection) {
    return connection.parameter("in_hot_standby").orElse("").equals("on")
        || connection.parameter("default_transaction_read_only").orElse("").equals("on");
  }
}
