// SPDX-License-Identifier: Apache-2.0
package dev.upq.auth;

import dev.upq.fault.PgConnectException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;

/**
 * What a SCRAM exchange says about channel binding: the gs2 header of its first message, and the
 * data that its last message is tied to. Immutable.
 *
 * <p>The header has three forms. {@code n}: this client cannot bind on this connection. {@code y}:
 * it could, but the server did not offer it; a server that did offer it then knows that somebody in
 * between has removed the offer. {@code p=tls-server-end-point}: it does, and the certificate's
 * hash goes into the proof.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5802#section-6">RFC 5802, section 6</a>
 */
public final class GsBinding {

  /** How much binding to the TLS connection is wanted: libpq's setting {@code channel_binding}. */
  public enum Wish {
    DISABLE,
    PREFER,
    REQUIRE
  }

  /** The mechanism without channel binding. */
  public static final String SCRAM = "SCRAM-SHA-256";

  /** The mechanism with channel binding. */
  public static final String SCRAM_PLUS = "SCRAM-SHA-256-PLUS";

  private static final GsBinding NONE = new GsBinding("n,,", new byte[0]);
  private static final GsBinding NOT_OFFERED = new GsBinding("y,,", new byte[0]);

  private final String header;
  private final byte[] data;

  private GsBinding(String header, byte[] data) {
    this.header = header;
    this.data = data;
  }

  /** Flag n: this client does not bind on this connection. */
  public static GsBinding none() {
    return NONE;
  }

  /** Flag y: this client could bind, and believes that the server cannot. */
  public static GsBinding notOffered() {
    return NOT_OFFERED;
  }

  /**
   * Flag p: bound to the server's certificate.
   *
   * @param hash what {@link ChannelBinding#tlsServerEndPoint} gave; at least one byte
   * @throws IllegalArgumentException if the hash is empty, which would be a binding to nothing
   */
  public static GsBinding tlsServerEndPoint(byte[] hash) {
    if (hash.length == 0) {
      throw new IllegalArgumentException("no binding data");
    }
    return new GsBinding("p=tls-server-end-point,,", hash.clone());
  }

  /**
   * Chooses the mechanism and the flag as libpq does, with one difference: where the certificate
   * gives no binding data, {@code prefer} goes on without binding (flag n) instead of failing, and
   * {@code require} fails.
   *
   * @param wish the setting
   * @param tls whether the connection uses TLS
   * @param endPoint the binding data of the server's certificate, where there is TLS and the
   *     certificate gives any
   * @param offered the names of the mechanisms that the server offers
   * @throws PgConnectException (AUTHENTICATION) if the wish cannot be met, or no mechanism offered
   *     is known here; the message does not name the server, which the caller knows and adds
   */
  public static GsBinding choose(
      Wish wish, boolean tls, Optional<byte[]> endPoint, Collection<String> offered) {
    boolean plus = offered.contains(SCRAM_PLUS);
    if (plus && !tls) {
      throw refused("the server offers SCRAM-SHA-256-PLUS on a connection without TLS");
    }
    if (plus && wish != Wish.DISABLE && endPoint.isPresent()) {
      return tlsServerEndPoint(endPoint.get());
    }
    if (wish == Wish.REQUIRE) {
      throw refused("channel_binding=require cannot be met: " + obstacle(tls, plus));
    }
    if (!offered.contains(SCRAM)) {
      throw refused("the server offers no SASL mechanism that can be used here");
    }
    boolean able = wish == Wish.PREFER && tls && endPoint.isPresent();
    return able ? NOT_OFFERED : NONE;
  }

  private static String obstacle(boolean tls, boolean plus) {
    if (!tls) {
      return "the connection does not use TLS";
    }
    return plus
        ? "the server's certificate is signed in a way that gives no binding data (Ed25519 is one)"
        : "the server does not offer SCRAM-SHA-256-PLUS";
  }

  private static PgConnectException refused(String message) {
    return new PgConnectException(PgConnectException.Reason.AUTHENTICATION, message, null, null);
  }

  /** Whether the exchange is bound to the connection. */
  public boolean bound() {
    return data.length > 0;
  }

  /** The SASL mechanism that goes with this header. */
  public String mechanism() {
    return bound() ? SCRAM_PLUS : SCRAM;
  }

  /** The gs2 header, for example {@code n,,}. */
  String header() {
    return header;
  }

  /** The attribute c of the client's last message: header and data in base64. */
  String base64() {
    byte[] prefix = header.getBytes(StandardCharsets.US_ASCII);
    byte[] whole = new byte[prefix.length + data.length];
    System.arraycopy(prefix, 0, whole, 0, prefix.length);
    System.arraycopy(data, 0, whole, prefix.length, data.length);
    return Base64.getEncoder().encodeToString(whole);
  }
}
