// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.channel.Canceller;
import dev.upq.channel.Endpoint;
import dev.upq.channel.Opening;
import dev.upq.channel.Watch;
import dev.upq.config.HostPort;
import dev.upq.exchange.Cancel;
import dev.upq.exchange.Encryption;
import dev.upq.exchange.Session;
import dev.upq.time.Deadline;
import java.io.IOException;

/**
 * How the statements of one session are cancelled: over a link to the very address that the session
 * uses, encrypted where the session is. Immutable and thread-safe.
 */
record CancelPath(
    ConnectionSetup setup, HostPort host, Endpoint endpoint, Session session, boolean encrypted)
    implements Canceller {

  @Override
  public void cancel(long deadlineNanos) throws IOException {
    if (!session.cancellable()) {
      return;
    }
    Opening opening =
        new Opening(
            setup.transport().open(endpoint),
            setup.config().maxMessageBytes(),
            setup.crew(),
            setup.clock());
    Deadline deadline = new Deadline(setup.clock(), deadlineNanos);
    try (Watch _ = Watch.over(opening, setup.crew(), deadline)) {
      opening.connect();
      if (encrypted
          && !Encryption.request(opening, ConnectAttempt.tlsSettings(setup.config(), host))) {
        throw new IOException("the server does no TLS any more");
      }
      Cancel.run(opening, session);
    } finally {
      opening.abort();
    }
  }
}
