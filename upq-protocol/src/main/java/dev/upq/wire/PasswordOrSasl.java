// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;

/**
 * A message of type {@code 'p'} as a server reads it: what it means depends on what was asked for.
 * Immutable. Not printed.
 *
 * @param body everything behind the length
 */
public record PasswordOrSasl(Octets body) implements FrontendMessage {

  @Override
  public void encode(ByteWriter out) {
    Frame.write(out, 'p', body::writeTo);
  }

  static PasswordOrSasl decode(ByteReader body) {
    return new PasswordOrSasl(Octets.rest(body));
  }

  /**
   * The answer to a request for a password.
   *
   * @throws dev.upq.fault.PgProtocolException if it cannot be one
   */
  public PasswordMessage asPassword() {
    return PasswordMessage.decode(body.reader());
  }

  /**
   * The first message of a SASL exchange.
   *
   * @throws dev.upq.fault.PgProtocolException if it cannot be one
   */
  public SASLInitialResponse asSaslInitialResponse() {
    return SASLInitialResponse.decode(body.reader());
  }

  /** A later message of a SASL exchange. */
  public SASLResponse asSaslResponse() {
    return new SASLResponse(body);
  }
}
