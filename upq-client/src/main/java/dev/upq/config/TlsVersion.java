// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

/**
 * A version of TLS that the JDK speaks by default. Immutable; the older version is the smaller one.
 */
public enum TlsVersion {
  TLS_1_2("TLSv1.2"),
  TLS_1_3("TLSv1.3");

  private final String text;

  TlsVersion(String text) {
    this.text = text;
  }

  /** Its name in both libpq and the JDK, for example {@code TLSv1.3}. */
  public String text() {
    return text;
  }
}
