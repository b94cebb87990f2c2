// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Removes what JVMs left that were killed: their temporary directories and, should it have outlived
 * its watchdog, the server in one. Thread-safe. It never touches a directory whose JVM lives, and
 * none of another user.
 */
final class Leftovers {

  private static final AtomicBoolean SWEPT = new AtomicBoolean();

  /** A directory without its lock may be one that is being created. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  private static final Duration END_LIMIT = Duration.ofSeconds(10);

  private Leftovers() {}

  /**
   * Sweeps at the first call of this JVM. A directory that cannot be removed stays for a later JVM.
   */
  static void sweepOnce(Path parent, ServerUser user) throws IOException {
    if (SWEPT.compareAndSet(false, true)) {
      sweep(parent, user);
    }
  }

  static void sweep(Path parent, ServerUser user) throws IOException {
    String own = ScratchDirectory.ownPrefix();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(parent, ScratchDirectory.PREFIX + "*")) {
      for (Path directory : found) {
        if (!directory.getFileName().toString().startsWith(own)) {
          removeIfDead(directory, user);
        }
      }
    }
  }

  private static void removeIfDead(Path directory, ServerUser user) {
    try {
      int owner = ServerUser.owner(directory);
      boolean ours = owner == user.uid() || owner == user.ownUid();
      if (ours && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS) && dead(directory)) {
        endServers(directory);
        FileTrees.delete(directory);
      }
    } catch (IOException e) {
      // Another sweeper was faster, or it must wait for a JVM with more rights.
      return;
    }
  }

  private static boolean dead(Path directory) throws IOException {
    Path alive = directory.resolve(ScratchDirectory.ALIVE);
    if (!Files.isRegularFile(alive, LinkOption.NOFOLLOW_LINKS)) {
      Instant changed = Files.getLastModifiedTime(directory).toInstant();
      return changed.plus(GRACE).isBefore(Instant.now());
    }
    try (FileChannel channel = FileChannel.open(alive, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    }
  }

  /**
   * A server names the directory in its command line; its backends overwrite theirs and end with
   * it.
   */
  private static void endServers(Path directory) {
    List<ProcessHandle> servers =
        ProcessHandle.allProcesses()
            .filter(process -> process.info().commandLine().orElse("").contains(directory + "/"))
            .toList();
    List<Long> pids = servers.stream().map(ProcessHandle::pid).toList();
    Shell.signal("QUIT", pids);
    Shell.signal("CONT", pids);
    Waiting.until(END_LIMIT, () -> servers.stream().noneMatch(Waiting::runs));
    Shell.signal("KILL", servers.stream().filter(Waiting::runs).map(ProcessHandle::pid).toList());
  }
}
