// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks the .txz inside a jar of binaries. Stateless. Everybody may read what it writes, nobody
 * but the owner may change it, whatever the umask says. An entry or a link that leads out of the
 * directory is refused.
 */
final class Unpacker {

  private static final int OWNER_EXECUTES = 0100;

  /** Bounds the memory for a damaged or hostile archive; the published ones need 9 MiB. */
  private static final int MEMORY_KIBIBYTES = 256 * 1024;

  private static final int BUFFER_BYTES = 64 * 1024;

  private Unpacker() {}

  /**
   * Unpacks into a directory that exists.
   *
   * @throws IOException if the jar holds no binaries, is damaged, or the disk is full
   */
  static void unpack(Path jar, Path target) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry packed =
          zip.stream()
              .filter(entry -> entry.getName().matches("postgres-[^/]+\\.txz"))
              .findFirst()
              .<ZipEntry>map(entry -> entry)
              .orElseThrow(() -> new IOException("no postgres-*.txz in " + jar));
      try (InputStream raw = new BufferedInputStream(zip.getInputStream(packed), BUFFER_BYTES);
          InputStream unpacked = new XZInputStream(raw, MEMORY_KIBIBYTES);
          TarArchiveInputStream tar = new TarArchiveInputStream(unpacked, "UTF-8")) {
        for (TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          write(entry, tar, target);
        }
      }
    }
  }

  private static void write(TarArchiveEntry entry, InputStream content, Path target)
      throws IOException {
    Path file = inside(target, target, entry.getName());
    if (file.equals(target)) {
      return;
    }
    directories(target, parent(file));
    if (entry.isDirectory()) {
      directories(target, file);
    } else if (entry.isSymbolicLink()) {
      inside(target, parent(file), entry.getLinkName());
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      Files.createLink(file, inside(target, target, entry.getLinkName()));
    } else if (entry.isFile()) {
      Files.copy(content, file);
      FileTrees.permit(file, (entry.getMode() & OWNER_EXECUTES) != 0 ? "rwxr-xr-x" : "rw-r--r--");
    } else {
      throw new IOException("the archive holds something that is no file: " + entry.getName());
    }
  }

  private static void directories(Path target, Path directory) throws IOException {
    if (directory.startsWith(target) && !Files.isDirectory(directory)) {
      directories(target, parent(directory));
      FileTrees.create(directory, "rwxr-xr-x");
    }
  }

  private static Path parent(Path file) {
    return Objects.requireNonNull(file.getParent());
  }

  private static Path inside(Path target, Path from, String name) throws IOException {
    Path resolved = from.resolve(name).normalize();
    if (name.isEmpty() || !resolved.startsWith(target)) {
      throw new IOException("the archive holds a name that leads out of it: " + name);
    }
    return resolved;
  }
}
