// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.config.SslMode;
import dev.upq.config.TlsFiles;
import dev.upq.config.TlsVersion;
import dev.upq.fault.PgConfigException;

/**
 * How TLS is to be put over a link. Immutable.
 *
 * @param host the name that was asked for: SNI (not for IP literals), and what verify-full compares
 *     with
 * @param mode REQUIRE (and below) accepts any certificate unless a root certificate is configured,
 *     VERIFY_CA checks the chain, VERIFY_FULL also the host name
 * @param direct whether the handshake opens the conversation, which needs ALPN {@code postgresql}
 * @param sni whether the host name is sent in the clear as SNI
 * @param files certificates and keys
 * @param oldest the oldest version that is spoken
 * @param newest the newest version that is spoken
 */
public record TlsSettings(
    String host,
    SslMode mode,
    boolean direct,
    boolean sni,
    TlsFiles files,
    TlsVersion oldest,
    TlsVersion newest) {

  public TlsSettings {
    if (oldest.compareTo(newest) > 0) {
      throw new PgConfigException(
          "ssl_min_protocol_version is " + oldest.text() + ", above ssl_max_protocol_version");
    }
  }

  /** With every version of TLS that this library speaks. */
  public TlsSettings(String host, SslMode mode, boolean direct, boolean sni, TlsFiles files) {
    this(host, mode, direct, sni, files, TlsVersion.TLS_1_2, TlsVersion.TLS_1_3);
  }
}
