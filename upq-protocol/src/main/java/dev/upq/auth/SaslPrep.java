// SPDX-License-Identifier: Apache-2.0
package dev.upq.auth;

import dev.upq.fault.PgConfigException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Optional;

/**
 * SASLprep for passwords, as PostgreSQL does it: text that differs only in how it was typed becomes
 * the same bytes. Immutable, without state.
 *
 * <p>It follows RFC 4013 with the differences that the server has, since both sides must come to
 * the same bytes:
 *
 * <ul>
 *   <li>a password of ASCII alone is taken as it is, control characters too;
 *   <li>U+200B is in two tables and becomes a space;
 *   <li>forbidden, unassigned and bidirectional characters are looked for in the password as
 *       mapped, before it is normalised;
 *   <li>a code point without a character in Unicode 3.2 counts as forbidden;
 *   <li>where the password cannot be prepared, it is used as it was given.
 * </ul>
 *
 * <p>All characters that pass were in Unicode 3.2, and their normal form has not changed since, so
 * the result does not depend on the Unicode versions of the JDK and of the server.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4013">RFC 4013</a>
 * @see <a href="https://www.postgresql.org/docs/18/sasl-authentication.html">SASL
 *     authentication</a>
 */
public final class SaslPrep {

  private SaslPrep() {}

  /**
   * The bytes that a password is hashed as: UTF-8 of the prepared password, or of the password
   * itself where it cannot be prepared.
   *
   * @throws PgConfigException if the password holds U+0000 or a lone surrogate, which no server can
   *     store
   */
  public static byte[] passwordBytes(String password) {
    byte[] raw = utf8(password);
    return prepare(password).map(prepared -> prepared.getBytes(StandardCharsets.UTF_8)).orElse(raw);
  }

  /**
   * The prepared text, or nothing where the text holds something that is forbidden or nothing is
   * left of it.
   */
  static Optional<String> prepare(String text) {
    if (text.chars().allMatch(c -> c < 0x80)) {
      return Optional.of(text);
    }
    int[] mapped = text.codePoints().filter(SaslPrep::stays).map(SaslPrep::spaceOrSelf).toArray();
    if (mapped.length == 0
        || StringPrepTables.PROHIBITED.containsAny(mapped)
        || StringPrepTables.UNASSIGNED.containsAny(mapped)
        || !directionsFit(mapped)) {
      return Optional.empty();
    }
    String joined = new String(mapped, 0, mapped.length);
    return Optional.of(Normalizer.normalize(joined, Normalizer.Form.NFKC));
  }

  private static boolean stays(int codePoint) {
    return StringPrepTables.SPACES.contains(codePoint)
        || !StringPrepTables.NOTHING.contains(codePoint);
  }

  private static int spaceOrSelf(int codePoint) {
    return StringPrepTables.SPACES.contains(codePoint) ? ' ' : codePoint;
  }

  /**
   * RFC 3454, section 6: what holds a right-to-left character begins and ends with one and holds no
   * left-to-right one.
   */
  private static boolean directionsFit(int[] codePoints) {
    if (!StringPrepTables.RIGHT_TO_LEFT.containsAny(codePoints)) {
      return true;
    }
    return StringPrepTables.RIGHT_TO_LEFT.contains(codePoints[0])
        && StringPrepTables.RIGHT_TO_LEFT.contains(codePoints[codePoints.length - 1])
        && !StringPrepTables.LEFT_TO_RIGHT.containsAny(codePoints);
  }

  /** Strict UTF-8. The message shows nothing of the text, which is a password. */
  static byte[] utf8(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new PgConfigException("the password or user holds U+0000, which no server can store");
    }
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] exact = new byte[bytes.remaining()];
      bytes.get(exact);
      return exact;
    } catch (CharacterCodingException malformed) {
      throw new PgConfigException("the password or user holds half of a surrogate pair", malformed);
    }
  }
}
