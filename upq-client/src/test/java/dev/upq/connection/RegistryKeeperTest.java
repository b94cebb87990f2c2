// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.config.PgConfig;
import dev.upq.crew.Crew;
import dev.upq.probe.Probe;
import dev.upq.row.Columns;
import dev.upq.statement.RegisteredStatement;
import dev.upq.time.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When the file is written, and by whom. Time passes by hand. */
@Timeout(60)
class RegistryKeeperTest {

  @TempDir private Path directory;

  private final Hands hands = new Hands();
  private final List<String> warnings = new CopyOnWriteArrayList<>();

  /** Time that passes by hand, and threads that tell when a file was written. */
  private static final class Hands implements Clock, Crew {

    final AtomicLong now = new AtomicLong();
    final Semaphore parked = new Semaphore(0);
    final Semaphore written = new Semaphore(0);
    final Set<Thread> writers = ConcurrentHashMap.newKeySet();
    private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();

    @Override
    public long nanos() {
      return now.get();
    }

    @Override
    public void parkUntil(Object blocker, long deadlineNanos) {
      waiting.add(Thread.currentThread());
      if (deadlineNanos != NEVER) {
        parked.release();
      }
      if (now.get() < deadlineNanos) {
        LockSupport.park(blocker);
      }
      waiting.remove(Thread.currentThread());
    }

    void pass(Duration time) throws InterruptedException {
      parked.acquire();
      parked.drainPermits();
      now.addAndGet(time.toNanos());
      waiting.forEach(LockSupport::unpark);
    }

    @Override
    public void start(String name, Runnable task) {
      Crew.system().start(name, task);
    }

    @Override
    public void offload(String name, Runnable task) {
      Crew.system()
          .offload(
              name,
              () -> {
                writers.add(Thread.currentThread());
                task.run();
                written.release();
              });
    }

    @Override
    public void offloadHashing(String name, Runnable task) {
      throw new AssertionError(name);
    }
  }

  private ConnectionSetup setup(Path file) {
    ConnectionSetup setup =
        ConnectionSetup.of(
            PgConfig.parse("host=a user=u").with("statement_registry_file", file.toString()));
    return setup
        .withSeams(hands, hands, setup.transport())
        .withProbe(
            new Probe() {
              @Override
              public void warning(String line) {
                warnings.add(line);
              }
            });
  }

  private static void learn(ConnectionSetup setup, String sql) {
    RegisteredStatement text = setup.registry().text(sql);
    setup.registry().missed();
    text.described(text.nextName(), List.of(), Columns.none(), false);
  }

  @Test
  void itIsWrittenAMinuteAfterSomethingWasLearnedAndAtTheEndByOtherThreads()
      throws InterruptedException {
    Path file = directory.resolve("known");
    ConnectionSetup setup = setup(file);
    try (RegistryKeeper keeper = RegistryKeeper.open(setup)) {
      assertThat(keeper).isNotNull();
      hands.pass(Duration.ofSeconds(61));
      hands.pass(Duration.ofSeconds(1));
      assertThat(file).as("nothing was learned").doesNotExist();
      learn(setup, "select 1");
      hands.pass(Duration.ofSeconds(61));
      hands.written.acquire();
      assertThat(file).isRegularFile();
      learn(setup, "select 2");
    }
    assertThat(hands.writers).isNotEmpty().doesNotContain(Thread.currentThread());
    assertThat(warnings).isEmpty();
    ConnectionSetup next = setup(file);
    try (RegistryKeeper keeper = RegistryKeeper.open(next)) {
      assertThat(keeper).isNotNull();
      assertThat(next.registry().find("select 1")).isNotNull();
      assertThat(next.registry().find("select 2")).isNotNull();
    }
  }

  @Test
  void aFileThatCannotBeReadOrWrittenIsToldInOneLineEachAndNobodyFails() throws IOException {
    Path file = Files.writeString(directory.resolve("known"), "rubbish");
    try (RegistryKeeper keeper = RegistryKeeper.open(setup(file))) {
      assertThat(keeper).isNotNull();
      assertThat(warnings).hasSize(1);
      Files.delete(file);
      Files.createDirectory(file);
      Files.createDirectory(file.resolve("child"));
    }
    assertThat(warnings).hasSize(2).allSatisfy(line -> assertThat(line).doesNotContain("\n"));
  }

  @Test
  void withoutAFileNothingIsStarted() {
    ConnectionSetup setup = ConnectionSetup.of(PgConfig.parse("host=a user=u"));
    try (RegistryKeeper keeper =
        RegistryKeeper.open(setup.withSeams(hands, hands, setup.transport()))) {
      assertThat(keeper).isNotNull();
    }
    assertThat(hands.writers).isEmpty();
    assertThat(hands.parked.availablePermits()).isZero();
  }
}
