// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * Makes text that comes from a certificate or a handshake fit to be shown. Stateless, thread-safe.
 * Nobody has vouched for it: control characters, line breaks and what lies outside ASCII become
 * question marks, and its length is bounded.
 */
final class TlsText {

  private static final int MAX_CHARACTERS = 300;
  private static final int MAX_NAME_CHARACTERS = 100;

  private TlsText() {}

  static String clean(@Nullable String text) {
    return text == null ? "(no reason given)" : clean(text, MAX_CHARACTERS);
  }

  /** Whom a certificate was issued to. */
  static String subject(X509Certificate certificate) {
    String name = clean(certificate.getSubjectX500Principal().getName(), MAX_NAME_CHARACTERS);
    return name.isEmpty() ? "the server's certificate" : "the server's certificate (" + name + ")";
  }

  /** One name out of a certificate. */
  static String name(String name) {
    return '"' + clean(name, MAX_NAME_CHARACTERS) + '"';
  }

  private static String clean(String text, int limit) {
    StringBuilder clean = new StringBuilder();
    for (int i = 0; i < text.length() && i < limit; i++) {
      char c = text.charAt(i);
      clean.append(c >= ' ' && c < 127 ? c : '?');
    }
    return text.length() > limit ? clean.append("...").toString() : clean.toString();
  }
}
