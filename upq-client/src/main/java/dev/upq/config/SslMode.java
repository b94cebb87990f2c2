// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import java.util.Locale;

/**
 * How much TLS is wanted, with libpq's meaning.
 *
 * @see <a href="https://www.postgresql.org/docs/18/libpq-ssl.html#LIBPQ-SSL-PROTECTION">Protection
 *     in different modes</a>
 */
public enum SslMode {
  DISABLE,
  ALLOW,
  PREFER,
  REQUIRE,
  VERIFY_CA,
  VERIFY_FULL;

  /** The setting's own spelling, for example {@code verify-full}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
