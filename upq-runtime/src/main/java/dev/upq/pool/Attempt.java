// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectException.Reason;
import dev.upq.fault.PgException;
import dev.upq.time.Deadline;
import java.time.Duration;

/**
 * The making of one connection, by a thread of the crew. Immutable.
 *
 * @param most how long it may take
 * @param generation of the pool when it was begun
 */
record Attempt(Backroom backroom, Connector connector, Duration most, int generation)
    implements Runnable {

  @Override
  public void run() {
    long begun = backroom.clock.nanos();
    PgConnection made;
    try {
      made = connector.connect(Deadline.after(backroom.clock, most));
    } catch (PgException failed) {
      backroom.failed(begun, failed);
      return;
    } catch (RuntimeException | Error unforeseen) {
      backroom.failed(
          begun,
          new PgConnectException(
              Reason.REFUSED, "connecting failed: " + unforeseen, null, unforeseen));
      throw unforeseen;
    }
    backroom.connected(made, generation);
  }
}
