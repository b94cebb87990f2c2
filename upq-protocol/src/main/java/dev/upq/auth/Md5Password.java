// SPDX-License-Identifier: Apache-2.0
package dev.upq.auth;

import dev.upq.fault.PgProtocolException;
import dev.upq.fault.Sent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The answer to an AuthenticationMD5Password request. Immutable, without state.
 *
 * <p>MD5 is broken and whoever has read the server's table of passwords can log in with what it
 * holds, so {@link RequireAuth} refuses the method unless the configuration asks for it.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/18/protocol-flow.html#PROTOCOL-FLOW-START-UP">Start-up,
 *     AuthenticationMD5Password</a>
 */
public final class Md5Password {

  /** Bytes in a salt. */
  public static final int SALT_BYTES = 4;

  private Md5Password() {}

  /**
   * The text of the PasswordMessage: {@code md5}, then the hash of the hash of password and user
   * with the salt, in hex.
   *
   * @param salt the four bytes of the request
   * @throws PgProtocolException if the salt is not four bytes long
   * @throws dev.upq.fault.PgConfigException if user or password cannot be sent as UTF-8
   */
  public static String response(String user, String password, byte[] salt) {
    if (salt.length != SALT_BYTES) {
      throw new PgProtocolException(
          "the md5 request holds a salt of " + salt.length + " bytes instead of 4", Sent.MAYBE);
    }
    MessageDigest md5 = md5();
    md5.update(SaslPrep.utf8(password));
    String inner = HexFormat.of().formatHex(md5.digest(SaslPrep.utf8(user)));
    md5.update(inner.getBytes(StandardCharsets.US_ASCII));
    return "md5" + HexFormat.of().formatHex(md5.digest(salt));
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java platform has MD5", absent);
    }
  }
}
