// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

import dev.upq.fault.PgUsageException;

/**
 * What follows when a handler fails. Immutable.
 *
 * @param retries how many times the event is handed to it again, after pauses of 10 ms, 20 ms, ...
 *     1 s, 0 to 1,000
 * @param stops whether the subscription ends when all that failed too; else the event is passed
 *     over
 */
public record OnFailure(int retries, boolean stops) {

  private static final int MOST = 1_000;

  /**
   * @throws PgUsageException where the retries are out of bounds
   */
  public OnFailure {
    if (retries < 0 || retries > MOST) {
      throw new PgUsageException("a handler's retries are 0 to " + MOST + ": " + retries);
    }
  }

  /** The event is passed over. */
  public static OnFailure skip() {
    return new OnFailure(0, false);
  }

  /** It is handed to the handler so many times more, and then passed over. */
  public static OnFailure retry(int times) {
    return new OnFailure(times, false);
  }

  /** The subscription ends. */
  public static OnFailure stop() {
    return new OnFailure(0, true);
  }

  /** The subscription ends where the retries do not help. */
  public OnFailure thenStop() {
    return new OnFailure(retries, true);
  }
}
