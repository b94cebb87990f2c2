// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchdogTest {

  @Test
  void theEndOfThePipeIsTheEndOfTheGuarded() throws Exception {
    Process guarded = sleeper();
    Watchdog watchdog = Watchdog.start();
    watchdog.guard(guarded.pid());
    watchdog.close();
    assertThat(statusOf(guarded)).isEqualTo(128 + 3);
    assertThat(ended(watchdog.pid())).isTrue();
  }

  @Test
  void whatWasReleasedIsSpared() throws Exception {
    Process spared = sleeper();
    Watchdog watchdog = Watchdog.start();
    watchdog.guard(spared.pid());
    watchdog.release(spared.pid());
    watchdog.close();
    assertThat(ended(watchdog.pid())).isTrue();
    assertThat(spared.isAlive()).isTrue();
    spared.destroyForcibly();
  }

  @Test
  void aLateReleaseOfTheFirstDoesNotFreeTheSecond() throws Exception {
    Process first = sleeper();
    Process second = sleeper();
    Watchdog watchdog = Watchdog.start();
    watchdog.guard(first.pid());
    watchdog.guard(second.pid());
    watchdog.release(first.pid());
    watchdog.close();
    assertThat(statusOf(second)).isEqualTo(128 + 3);
    assertThat(first.isAlive()).isTrue();
    first.destroyForcibly();
  }

  @Test
  void aWatchdogThatSomebodyKilledIsReplaced() throws Exception {
    Process guarded = sleeper();
    Watchdog watchdog = Watchdog.start();
    long killed = watchdog.pid();
    ProcessHandle.of(killed).orElseThrow().destroyForcibly();
    assertThat(ended(killed)).isTrue();
    watchdog.guard(guarded.pid());
    assertThat(watchdog.pid()).isNotEqualTo(killed);
    watchdog.close();
    assertThat(statusOf(guarded)).isEqualTo(128 + 3);
  }

  @Test
  void leftoversAreSweptByWhetherTheirOwnerLives(@TempDir Path parent) throws Exception {
    ServerUser user = ServerUser.of(Optional.empty());
    Path dead = Files.createDirectory(parent.resolve("upq-pg-1-2-0"));
    Files.createFile(dead.resolve(ScratchDirectory.ALIVE));
    Files.createDirectories(dead.resolve("data/base/1"));
    Files.createSymbolicLink(dead.resolve("data/link"), parent);
    Path beingMade = Files.createDirectory(parent.resolve("upq-pg-1-2-1"));
    Path neverMade = Files.createDirectory(parent.resolve("upq-pg-1-2-2"));
    Files.setLastModifiedTime(neverMade, FileTime.from(Instant.now().minusSeconds(3600)));
    Path own = Files.createDirectory(parent.resolve(ScratchDirectory.ownPrefix() + "0"));
    Files.createFile(own.resolve(ScratchDirectory.ALIVE));
    Path unrelated = Files.createDirectory(parent.resolve("upq-other"));
    Leftovers.sweep(parent, user);
    assertThat(List.of(dead, neverMade)).noneMatch(Files::exists);
    assertThat(List.of(beingMade, own, unrelated)).allMatch(Files::exists);
  }

  private static Process sleeper() throws Exception {
    return new ProcessBuilder("sleep", "600").start();
  }

  /** The exit status, or -1 for a process that does not end. */
  private static int statusOf(Process process) throws InterruptedException {
    boolean ended = process.waitFor(Processes.PATIENCE);
    if (!ended) {
      process.destroyForcibly();
    }
    return ended ? process.exitValue() : -1;
  }

  private static boolean ended(long pid) {
    return Waiting.until(
        Processes.PATIENCE, () -> ProcessHandle.of(pid).filter(Waiting::runs).isEmpty());
  }
}
