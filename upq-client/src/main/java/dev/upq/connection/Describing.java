// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.exchange.Call;
import dev.upq.exchange.Prepare;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.Sent;
import dev.upq.statement.PreparedStatement;
import dev.upq.statement.PreparedStatementRegistry;
import dev.upq.statement.RegisteredStatement;

/**
 * Has a text described that has no description: by the calling thread, or by another that is at it
 * already. Stateless.
 */
final class Describing {

  private Describing() {}

  /**
   * The description, as the session of the call sees it.
   *
   * @throws PgServerException where the server does not take the text
   */
  static PreparedStatement run(
      Call call, RegisteredStatement text, PreparedStatementRegistry registry) {
    while (true) {
      PreparedStatement known = text.known();
      if (known != null) {
        return call.held().seenHere(known);
      }
      if (text.beginDescribing()) {
        try {
          known = text.known();
          return known == null ? anew(call, text, registry) : call.held().seenHere(known);
        } finally {
          text.endDescribing();
        }
      }
      await(call, text);
    }
  }

  /** Describes it whether it has a description or not. */
  static PreparedStatement anew(
      Call call, RegisteredStatement text, PreparedStatementRegistry registry) {
    registry.missed();
    return Prepare.run(call, text);
  }

  /** Waits once, until unparked; the waiting begins anew with the next look. */
  private static void await(Call call, RegisteredStatement text) {
    try {
      if (Thread.currentThread().isInterrupted()) {
        throw new PgInterruptedException(
            "interrupted while waiting for the statement to be described", Sent.NOTHING);
      }
      if (call.deadline().passed()) {
        throw new PgTimeoutException(
            "the deadline passed while waiting for the statement to be described", Sent.NOTHING);
      }
      call.deadline().park(text);
    } finally {
      text.leave();
    }
  }
}
