// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgProtocolException;

/** What the server wants or says while it finds out who the client is. Immutable. */
public sealed interface Authentication extends BackendMessage
    permits AuthenticationCleartextPassword,
        AuthenticationMD5Password,
        AuthenticationOk,
        AuthenticationSASL,
        AuthenticationSASLContinue,
        AuthenticationSASLFinal,
        AuthenticationUnsupported {

  /** The number that tells the requests apart. */
  int code();

  @Override
  default char type() {
    return 'R';
  }

  @Override
  default void encode(ByteWriter out) {
    Frame.write(out, type(), body -> body.int4(code()));
  }

  /**
   * Reads the body of a message of type {@code 'R'}.
   *
   * @throws PgProtocolException if it is malformed
   */
  static Authentication decode(ByteReader body) {
    int code = body.int4();
    Authentication request =
        switch (code) {
          case AuthenticationOk.CODE -> new AuthenticationOk();
          case AuthenticationCleartextPassword.CODE -> new AuthenticationCleartextPassword();
          case AuthenticationMD5Password.CODE -> new AuthenticationMD5Password(body.int4());
          case AuthenticationSASL.CODE -> AuthenticationSASL.decodeMechanisms(body);
          case AuthenticationSASLContinue.CODE -> new AuthenticationSASLContinue(Octets.rest(body));
          case AuthenticationSASLFinal.CODE -> new AuthenticationSASLFinal(Octets.rest(body));
          default -> AuthenticationUnsupported.decodeUnknown(code, body);
        };
    body.end();
    return request;
  }
}
