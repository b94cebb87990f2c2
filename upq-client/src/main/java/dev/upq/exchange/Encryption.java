// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.channel.Opening;
import dev.upq.channel.TlsSettings;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectException.Reason;
import dev.upq.wire.SslRequest;
import java.io.IOException;

/**
 * Asks for TLS.
 *
 * <pre>
 * F  SSLRequest
 * B  'S'            then the TLS handshake     |  B  'N'   the server does no TLS
 * </pre>
 *
 * <p>With {@code sslnegotiation=direct} the handshake comes first and nothing is asked.
 */
public final class Encryption {

  private Encryption() {}

  /**
   * Puts TLS over the opening.
   *
   * @return false where the server does no TLS; the link is as it was
   * @throws PgConnectException where the answer is none of the two; what the server says instead is
   *     not shown, for nobody knows yet who it is (CVE-2024-10977)
   */
  public static boolean request(Opening opening, TlsSettings settings) throws IOException {
    if (!settings.direct()) {
      opening.send(new SslRequest());
      byte answer = opening.answerByte();
      if (answer == 'N') {
        return false;
      }
      if (answer != 'S') {
        throw new PgConnectException(
            Reason.PROTOCOL, "what listens there does not answer as PostgreSQL does", null, null);
      }
    }
    opening.secure(settings);
    return true;
  }
}
