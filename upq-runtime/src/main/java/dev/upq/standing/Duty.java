// SPDX-License-Identifier: Apache-2.0
package dev.upq.standing;

import dev.upq.connection.PgConnection;
import dev.upq.fault.PgException;
import dev.upq.time.Clock;

/**
 * What is done on a standing connection. Confined to the keeper's thread, which makes every call.
 * No call may take long: nothing else is done meanwhile.
 */
public interface Duty {

  /**
   * Statements that leave together with the connection's own first ones, in one round trip and one
   * transaction; empty where there are none. For LISTEN, and SET.
   */
  default String opening() {
    return "";
  }

  /**
   * The opening has been committed; the rest that makes the connection what it is to be.
   *
   * @param epoch the number that the epoch has if this succeeds: 1 for the first
   * @throws PgException where it cannot be made so; it is then closed, and another attempt follows
   */
  default void begin(PgConnection connection, long epoch) {}

  /**
   * Something may be to be done: called after {@link #begin}, when something has arrived, after
   * {@link StandingConnection#rouse} and at the time that the last call has named.
   *
   * @return a reading of the clock by which it is to be called again, or {@link Clock#NEVER}
   * @throws PgException where a call on the connection has failed: the epoch is over
   */
  long turn(PgConnection connection, Arrivals arrivals);

  /** The epoch is over; told once for each that had begun, unless it was ended by closing. */
  default void lost(Loss loss) {}

  /** The canary has brought the share of the server's notification queue in use, 0 to 1. */
  default void queueUsage(double share) {}
}
