// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.Sent;

/** What is told of a statement that was sent once already. Stateless. */
public final class Begun {

  private Begun() {}

  /**
   * The same failure, but not as one before which nothing was sent: the statement has begun,
   * whatever became of the last of its messages, and a second try is not safe.
   */
  public static PgException told(PgException failed) {
    if (failed.sent() != Sent.NOTHING) {
      return failed;
    }
    String message = String.valueOf(failed.getMessage());
    return switch (failed) {
      case PgInterruptedException _ -> new PgInterruptedException(message, Sent.MAYBE);
      case PgTimeoutException _ -> new PgTimeoutException(message, Sent.MAYBE, failed);
      case PgConnectionLostException _ ->
          new PgConnectionLostException(message, Sent.MAYBE, failed);
      case PgException other -> other;
    };
  }
}
