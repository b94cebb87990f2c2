// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Certificates and keys for TLS, as files in PEM or (the key) DER. Immutable; holds paths, never
 * their content.
 *
 * @param rootCertificate the authorities to trust
 * @param systemRoots trust the JDK's own authorities ({@code sslrootcert=system}) instead
 * @param certificate the client's certificate chain
 * @param key the client's private key, PKCS#8 or PKCS#1, encrypted or not
 * @param keyPassword what the key is encrypted with
 * @param revocations certificate revocation lists: a file, or a directory of files
 */
public record TlsFiles(
    Optional<Path> rootCertificate,
    boolean systemRoots,
    Optional<Path> certificate,
    Optional<Path> key,
    Optional<Secret> keyPassword,
    Optional<Path> revocations) {

  public static TlsFiles none() {
    return new TlsFiles(
        Optional.empty(),
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
