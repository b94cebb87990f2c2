// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

/**
 * How TLS begins. Immutable.
 *
 * @see <a href="https://www.postgresql.org/docs/18/libpq-connect.html">libpq, sslnegotiation</a>
 */
public enum SslNegotiation {
  /** Ask with an SSLRequest first; every server understands it. */
  POSTGRES,
  /** Begin with the TLS handshake itself, which saves a round trip; PostgreSQL 17 and newer. */
  DIRECT
}
