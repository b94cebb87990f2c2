// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.certs;

import java.nio.file.Path;

/**
 * The client's RSA key in every form that {@code sslkey} may have. Immutable.
 *
 * @param pkcs8 PEM, {@code PRIVATE KEY}
 * @param encryptedPkcs8 PEM, {@code ENCRYPTED PRIVATE KEY}; the password is {@link #PASSWORD}
 * @param pkcs1 PEM, {@code RSA PRIVATE KEY}
 * @param der PKCS #8 without any text around it
 */
public record ClientKeyFiles(Path pkcs8, Path encryptedPkcs8, Path pkcs1, Path der) {

  /** What the encrypted key is encrypted with. */
  public static final String PASSWORD = "the key's password";
}
