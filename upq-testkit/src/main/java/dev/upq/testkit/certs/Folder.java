// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.certs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The directory that certificates and keys are written to. Thread-safe: it keeps nothing but its
 * path.
 */
final class Folder {

  private final Path directory;

  private Folder(Path directory) {
    this.directory = directory;
  }

  /** Makes the directory and those above it, as far as they are missing. */
  static Folder at(Path directory) {
    try {
      return new Folder(Files.createDirectories(directory).toAbsolutePath());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  Path directory() {
    return directory;
  }

  /** Writes {@code name.crt} and {@code name.key}. */
  Identity identity(String name, List<X509Certificate> chain, PrivateKey key) {
    Path certificates = text(name + ".crt", Pem.certificates(chain));
    return new Identity(chain, key, certificates, secret(name + ".key", Pem.pkcs8(key)));
  }

  Path text(String name, String content) {
    return write(name, content.getBytes(StandardCharsets.US_ASCII));
  }

  /** Writes a file that its owner alone may read, which PostgreSQL and libpq demand of keys. */
  Path secret(String name, String content) {
    return secret(name, content.getBytes(StandardCharsets.US_ASCII));
  }

  Path secret(String name, byte[] content) {
    Path file = write(name, content);
    try {
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      }
      return file;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private Path write(String name, byte[] content) {
    try {
      return Files.write(directory.resolve(name), content);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
