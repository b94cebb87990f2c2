// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import dev.upq.fault.PgConfigException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The file that the server writes its log to; only its end is read, at most 64 KiB. Thread-safe.
 */
final class LogFile {

  private static final int MOST_BYTES = 64 * 1024;

  private final Path path;

  LogFile(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  /** Its size in bytes, 0 where it does not exist yet. */
  long size() {
    try {
      return Files.exists(path) ? Files.size(path) : 0;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** The text from a position to the end, but never more than the last 64 KiB. */
  String since(long position) {
    if (!Files.exists(path)) {
      return "";
    }
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      long from = Math.max(position, file.length() - MOST_BYTES);
      byte[] bytes = new byte[(int) Math.max(0, file.length() - from)];
      file.seek(from);
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** The last lines from a position on. */
  List<String> lines(long position, int most) {
    List<String> all = since(position).lines().toList();
    return all.subList(Math.max(0, all.size() - most), all.size());
  }

  private PgConfigException unreadable(IOException e) {
    return new PgConfigException("cannot read the server's log " + path + ": " + e, e);
  }
}
