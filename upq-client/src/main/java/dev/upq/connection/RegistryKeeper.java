// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.crew.Crew;
import dev.upq.probe.Probe;
import dev.upq.statement.PreparedStatementRegistry;
import dev.upq.statement.PreparedStatementRegistry.Counts;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a runtime's registry of statements in the file that the setting {@code
 * statement_registry_file} names; does nothing where it names none. Thread-safe.
 *
 * <p>The file is read when this is opened, by the thread that opens it. It is written by threads of
 * the crew: a minute after something new was learned, and at the end. What goes wrong is told to
 * the probe, and harms nobody.
 */
public final class RegistryKeeper implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofSeconds(60);
  private static final Duration GOODBYE = Duration.ofSeconds(2);

  private final @Nullable RegistryFile file;
  private final PreparedStatementRegistry registry;
  private final Probe probe;
  private final Clock clock;
  private final Crew crew;

  private volatile @Nullable Thread keeper;
  private volatile @Nullable Thread closer;
  private volatile boolean closed;
  private volatile boolean saved;
  private volatile boolean over;

  private RegistryKeeper(ConnectionSetup setup, @Nullable RegistryFile file) {
    this.file = file;
    this.registry = setup.registry();
    this.probe = setup.probe();
    this.clock = setup.clock();
    this.crew = setup.crew();
  }

  /** Reads the file, if there is one, and keeps it from then on. */
  public static RegistryKeeper open(ConnectionSetup setup) {
    Optional<Path> path = setup.config().statements().registryFile();
    if (path.isEmpty()) {
      return new RegistryKeeper(setup, null);
    }
    RegistryFile file = new RegistryFile(path.get(), setup.config(), setup.types());
    RegistryKeeper made = new RegistryKeeper(setup, file);
    file.load(setup.registry()).ifPresent(setup.probe()::warning);
    setup.crew().start("upq-registry", () -> made.keep(file));
    return made;
  }

  private void keep(RegistryFile its) {
    keeper = Thread.currentThread();
    long known = learned();
    Deadline next = Deadline.after(clock, INTERVAL);
    while (!closed) {
      next.park(this);
      if (next.passed()) {
        long now = learned();
        if (now != known) {
          known = now;
          save(its);
        }
        next = Deadline.after(clock, INTERVAL);
      }
    }
    save(its);
    over = true;
    LockSupport.unpark(closer);
  }

  /** Changes whenever a description was made. */
  private long learned() {
    Counts counts = registry.counts();
    return counts.misses() + counts.heals();
  }

  /** Files block whoever touches them: not on the keeper's own thread. */
  private void save(RegistryFile its) {
    saved = false;
    crew.offload("upq-registry-save", () -> write(its));
    while (!saved) {
      clock.parkUntil(this, Clock.NEVER);
    }
  }

  private void write(RegistryFile its) {
    try {
      its.save(registry).ifPresent(probe::warning);
    } finally {
      saved = true;
      LockSupport.unpark(keeper);
    }
  }

  /**
   * Has it written a last time, and waits for that, up to two seconds. An interrupt ends the
   * waiting only. Idempotent.
   */
  @Override
  public void close() {
    closer = Thread.currentThread();
    closed = true;
    LockSupport.unpark(keeper);
    Deadline deadline = Deadline.after(clock, GOODBYE);
    while (file != null && !over && !Thread.currentThread().isInterrupted() && !deadline.passed()) {
      deadline.park(this);
    }
  }
}
