// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.CRLException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Reads certificates and revocation lists from files, in PEM (RFC 7468) or DER. Stateless,
 * thread-safe.
 *
 * <p>Every failure is an {@link SSLException} that names the setting, the file and what to do.
 */
final class TlsFile {

  /** The largest file that is read: a bundle of all public authorities is a fiftieth of it. */
  static final int MAX_BYTES = 16 << 20;

  private TlsFile() {}

  /** The whole file. {@code setting} is libpq's name of what leads here. */
  static byte[] read(String setting, Path file) throws SSLException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw failure(setting, file, "is larger than " + MAX_BYTES + " bytes", null);
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException missing) {
      throw failure(setting, file, "does not exist", missing);
    } catch (AccessDeniedException denied) {
      throw failure(setting, file, "may not be read by this user; change its permissions", denied);
    } catch (SSLException ours) {
      throw ours;
    } catch (IOException unreadable) {
      throw failure(setting, file, "cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  /** All certificates of a file, at least one, in its order. */
  static List<X509Certificate> certificates(String setting, Path file) throws SSLException {
    try {
      List<X509Certificate> found = new ArrayList<>();
      for (byte[] der : contents(read(setting, file), "CERTIFICATE", "X509 CERTIFICATE")) {
        for (Certificate one : x509().generateCertificates(new ByteArrayInputStream(der))) {
          found.add((X509Certificate) one);
        }
      }
      if (found.isEmpty()) {
        throw failure(setting, file, "holds no certificate; PEM or DER is needed", null);
      }
      return found;
    } catch (CertificateException | IllegalArgumentException malformed) {
      throw failure(setting, file, "holds a certificate that cannot be read", malformed);
    }
  }

  /** All revocation lists of a file, or of all files of a directory; at least one. */
  static List<X509CRL> revocations(String setting, Path place) throws SSLException {
    List<X509CRL> found = new ArrayList<>();
    for (Path file : files(setting, place)) {
      try {
        for (byte[] der : contents(read(setting, file), "X509 CRL")) {
          for (CRL one : x509().generateCRLs(new ByteArrayInputStream(der))) {
            found.add((X509CRL) one);
          }
        }
      } catch (CRLException | IllegalArgumentException malformed) {
        throw failure(setting, file, "holds a revocation list that cannot be read", malformed);
      }
    }
    if (found.isEmpty()) {
      throw failure(setting, place, "holds no revocation list; PEM or DER is needed", null);
    }
    return found;
  }

  static SSLException failure(String setting, Path file, String what, @Nullable Throwable cause) {
    return new SSLException("the file of " + setting + ", " + file + ", " + what, cause);
  }

  /** The PEM blocks of those labels; or the whole file, where it holds no PEM at all. */
  private static List<byte[]> contents(byte[] file, String... labels) {
    List<TlsPem> blocks = TlsPem.blocks(new String(file, StandardCharsets.ISO_8859_1));
    if (blocks.isEmpty()) {
      return file.length == 0 ? List.of() : List.of(file);
    }
    return blocks.stream()
        .filter(block -> List.of(labels).contains(block.label()))
        .map(TlsPem::der)
        .toList();
  }

  private static List<Path> files(String setting, Path place) throws SSLException {
    if (!Files.isDirectory(place)) {
      return List.of(place);
    }
    try (Stream<Path> entries = Files.list(place)) {
      return entries.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException unreadable) {
      throw failure(setting, place, "cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  private static CertificateFactory x509() throws SSLException {
    try {
      return CertificateFactory.getInstance("X.509");
    } catch (GeneralSecurityException missing) {
      throw new SSLException("this JVM cannot read X.509 certificates", missing);
    }
  }
}
