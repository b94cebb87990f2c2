// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import dev.upq.fault.PgConfigException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The temporary directory of one server: its socket, its log, its configuration, and its data where
 * the caller gave no place for them. One thread at a time. Its name holds the id and the start of
 * the JVM; a file lock in it tells, also across containers that share a disk, whether that JVM
 * still lives.
 */
final class ScratchDirectory implements AutoCloseable {

  static final String PREFIX = "upq-pg-";
  static final String ALIVE = "alive";

  private static final AtomicInteger COUNTER = new AtomicInteger();

  /** A socket's path may have 103 bytes on the pickiest system; {@code /.s.PGSQL.65535} follows. */
  private static final int LONGEST_PATH_BYTES = 103 - 15;

  private static final int OWN_NAME_BYTES = 45;

  private final Path path;
  private final FileChannel channel;
  private final FileLock alive;

  private ScratchDirectory(Path path, FileChannel channel, FileLock alive) {
    this.path = path;
    this.channel = channel;
    this.alive = alive;
  }

  /**
   * Creates one that belongs to the server's user, after the leftovers of dead JVMs were removed.
   */
  static ScratchDirectory create(ServerUser user) {
    Path parent = temporary();
    try {
      Leftovers.sweepOnce(parent, user);
      return locked(created(parent), user);
    } catch (IOException e) {
      throw new PgConfigException(
          "cannot create a temporary directory in %s (%s): set java.io.tmpdir to a place that can be written"
              .formatted(parent, e),
          e);
    }
  }

  /**
   * Where temporary directories go: {@code java.io.tmpdir}, or {@code /tmp} where a socket's path
   * would get too long.
   */
  static Path temporary() {
    Path configured = Path.of(System.getProperty("java.io.tmpdir", "/tmp")).toAbsolutePath();
    return configured.toString().length() + OWN_NAME_BYTES <= LONGEST_PATH_BYTES
        ? configured
        : Path.of("/tmp");
  }

  /** What the names of this JVM's directories begin with. */
  static String ownPrefix() {
    ProcessHandle self = ProcessHandle.current();
    long startSeconds = self.info().startInstant().map(start -> start.getEpochSecond()).orElse(0L);
    return PREFIX + self.pid() + "-" + Long.toHexString(startSeconds) + "-";
  }

  Path path() {
    return path;
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  /** Writes a file that the server's user may read, and nobody else. */
  Path write(String name, String content, ServerUser user) throws IOException {
    Path file = path.resolve(name);
    Files.deleteIfExists(file);
    Files.createFile(file);
    FileTrees.permit(file, "rw-------");
    Files.writeString(file, content);
    return user.own(file);
  }

  /** Removes the directory with all that is in it. */
  @Override
  public void close() {
    try {
      alive.release();
      channel.close();
      FileTrees.delete(path);
    } catch (IOException e) {
      throw new PgConfigException("cannot remove the temporary directory " + path + ": " + e, e);
    }
  }

  private static ScratchDirectory locked(Path path, ServerUser user) throws IOException {
    boolean done = false;
    FileChannel channel =
        FileChannel.open(
            path.resolve(ALIVE), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      FileLock alive = channel.tryLock();
      if (alive == null) {
        throw new IOException("somebody else has locked " + path);
      }
      user.own(path);
      done = true;
      return new ScratchDirectory(path, channel, alive);
    } finally {
      if (!done) {
        channel.close();
        FileTrees.delete(path);
      }
    }
  }

  private static Path created(Path parent) throws IOException {
    Path path = parent.resolve(ownPrefix() + COUNTER.getAndIncrement());
    while (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      path = parent.resolve(ownPrefix() + COUNTER.getAndIncrement());
    }
    return FileTrees.create(path, "rwx------");
  }
}
