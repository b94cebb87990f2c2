// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Small text files of settings, and who may read files with secrets. Stateless, thread-safe. A
 * problem is told as the end of a sentence that begins with the file's name.
 */
final class TextFile {

  /** A larger file is not a file of settings. */
  private static final long MAX_BYTES = 1 << 20;

  private static final Set<PosixFilePermission> FOR_OWNER =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private TextFile() {}

  /**
   * Reads a file's lines, ended by LF or CR LF.
   *
   * @throws IOException whose message fits behind the file's name
   */
  static List<String> lines(Path file) throws IOException {
    byte[] bytes;
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException("is larger than " + MAX_BYTES + " bytes");
      }
      bytes = Files.readAllBytes(file);
    } catch (FileSystemException e) {
      throw new IOException("cannot be read", e);
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IOException e) {
      throw new IOException("is not UTF-8", e);
    }
    return text.lines().toList();
  }

  /** What is wrong with a password file; libpq ignores such a file. */
  static Optional<String> passwordFileProblem(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.of("is not a plain file");
    }
    return permissions(file).filter(set -> !FOR_OWNER.containsAll(set)).isPresent()
        ? Optional.of("can be read by group or others; set its mode to 0600")
        : Optional.empty();
  }

  /** What is wrong with a private key's file. Root's own keys may be read by a group. */
  static Optional<String> keyFileProblem(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.of("is not a plain file");
    }
    Optional<Set<PosixFilePermission>> given = permissions(file);
    if (given.isEmpty()) {
      return Optional.empty();
    }
    Set<PosixFilePermission> allowed = EnumSet.copyOf(FOR_OWNER);
    if (ownedByRoot(file)) {
      allowed.add(PosixFilePermission.GROUP_READ);
    }
    return allowed.containsAll(given.get())
        ? Optional.empty()
        : Optional.of(
            "can be read by group or others; set its mode to 0600, or 0640 if root owns it");
  }

  /** The path of that text; empty where the file system cannot have it. */
  static Optional<Path> path(String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** Empty where the file system has no such permissions. */
  private static Optional<Set<PosixFilePermission>> permissions(Path file) {
    try {
      return Optional.of(Files.getPosixFilePermissions(file));
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  private static boolean ownedByRoot(Path file) {
    try {
      return Files.getAttribute(file, "unix:uid") instanceof Integer uid && uid == 0;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }
}
