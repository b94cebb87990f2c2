// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.Sent;

/**
 * How long a message from the server may claim to be, before a byte of its body is read. Stateless.
 *
 * <p>The table is libpq's. Only messages that carry data or text of others may be long; a short one
 * that claims much means that the two sides have lost step, or that the peer is no PostgreSQL. All
 * figures are for the length word, which counts itself but not the type byte.
 *
 * <table>
 *   <caption>The largest length word, in bytes</caption>
 *   <tr><th>message</th><th>before authentication is over</th><th>afterwards</th></tr>
 *   <tr><td>R v</td><td>2,000</td><td>30,000</td></tr>
 *   <tr><td>T t D d E N A V</td><td>30,000</td><td>as configured</td></tr>
 *   <tr><td>all others</td><td>30,000</td><td>30,000</td></tr>
 * </table>
 */
public final class FrameLimits {

  /** The smallest length word: the word itself. */
  public static final int MIN_LENGTH = 4;

  /** The longest authentication request, bytes. */
  public static final int MAX_AUTHENTICATION_LENGTH = 2_000;

  /** The longest message of a kind that is never long, bytes. */
  public static final int MAX_SHORT_LENGTH = 30_000;

  /** The longest message of any kind unless configured otherwise: 1 GiB - 1. */
  public static final int DEFAULT_MAX_LENGTH = ByteWriter.MAX_MESSAGE_BYTES;

  private FrameLimits() {}

  /**
   * The largest length word that is believed.
   *
   * @param type the message's type byte; unknown ones are short
   * @param authenticated true from AuthenticationOk on
   * @param configuredMax the longest message wanted, in bytes; holds for every type
   */
  public static int maxLength(byte type, boolean authenticated, int configuredMax) {
    int most =
        switch (type) {
          case 'R', 'v' -> authenticated ? MAX_SHORT_LENGTH : MAX_AUTHENTICATION_LENGTH;
          case 'T', 't', 'D', 'd', 'E', 'N', 'A', 'V' ->
              authenticated ? configuredMax : MAX_SHORT_LENGTH;
          default -> MAX_SHORT_LENGTH;
        };
    return Math.min(most, configuredMax);
  }

  /**
   * The bytes of the body that a length word announces: {@code length - 4}.
   *
   * @throws PgProtocolException if the word is below 4 or above {@link #maxLength}
   */
  public static int bodyLength(byte type, int length, boolean authenticated, int configuredMax) {
    int most = maxLength(type, authenticated, configuredMax);
    if (length < MIN_LENGTH || length > most) {
      throw new PgProtocolException(
          "a message of type "
              + Printable.type(type)
              + " claims "
              + length
              + " bytes, which is not "
              + MIN_LENGTH
              + " to "
              + most,
          Sent.MAYBE);
    }
    return length - MIN_LENGTH;
  }
}
