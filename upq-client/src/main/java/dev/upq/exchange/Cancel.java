// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.channel.Opening;
import dev.upq.wire.CancelRequest;
import java.io.IOException;

/**
 * Cancels the statement that a session runs. On a link of its own.
 *
 * <pre>
 * F  CancelRequest
 * B  (end of the stream)
 * </pre>
 *
 * <p>The server answers nothing; it closes the link after it has given the signal. Waiting for that
 * is what makes it certain that the signal cannot hit a statement that is sent later.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/18/protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS">Canceling
 *     requests in progress</a>
 */
public final class Cancel {

  private Cancel() {}

  /** The opening is connected and encrypted as the session is. */
  public static void run(Opening opening, Session session) throws IOException {
    opening.send(new CancelRequest(session.processId(), session.secretKey()));
    opening.awaitEnd();
  }
}
