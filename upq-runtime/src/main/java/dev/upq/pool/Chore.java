// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import dev.upq.connection.PgConnection;
import dev.upq.time.Deadline;
import java.time.Duration;

/** What a thread of the crew does with one connection that nobody has. Immutable. */
record Chore(Backroom backroom, Slot slot, Kind kind) implements Runnable {

  private static final Duration SETTLE = Duration.ofSeconds(10);

  /** What is to be done. */
  enum Kind {
    /** Clean it after its borrower. */
    SETTLE,
    /** Ask whether it is alive. */
    ASK,
    /** Close it, and wait until its link has ended: only then may another take its place. */
    CLOSE,
    /** It has ended; there is nothing to do but to say so. */
    END
  }

  @Override
  public void run() {
    switch (kind) {
      case SETTLE ->
          backroom.settled(
              slot, slot.connection.settle(Deadline.after(backroom.clock, SETTLE)), true);
      case ASK -> backroom.settled(slot, answers(slot.connection), false);
      case CLOSE -> close(slot.connection);
      case END -> backroom.ended(slot);
    }
  }

  private boolean answers(PgConnection connection) {
    boolean alive = connection.upkeep().answers(Deadline.after(backroom.clock, backroom.patience));
    if (!alive) {
      connection.abort();
    }
    return alive;
  }

  private void close(PgConnection connection) {
    connection.close();
    connection.awaitEnd(Deadline.never(backroom.clock));
    backroom.retired(slot);
  }
}
