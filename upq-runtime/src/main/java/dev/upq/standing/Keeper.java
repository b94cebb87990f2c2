// SPDX-License-Identifier: Apache-2.0
package dev.upq.standing;

import dev.upq.config.StatementSettings;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectException.Reason;
import dev.upq.fault.PgException;
import dev.upq.pool.Backoff;
import dev.upq.pool.Chance;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import dev.upq.wire.NotificationResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The life of a standing connection, from attempt to attempt. Confined to its own thread, but for
 * {@link #rouse}, {@link #retryNow} and {@link #end}, which any thread may call.
 */
final class Keeper implements Runnable {

  /** A connection that falls sooner is followed by another after a pause only. */
  private static final Duration STEADY = Duration.ofMillis(500);

  private final StandingConnection standing;
  private final ConnectionSetup setup;
  // One for all attempts: it knows which hosts could not be reached.
  private final Connector connector;
  private final StandingConfig config;
  private final Duty duty;
  private final Clock clock;
  private final Backoff pauses;
  private final boolean eachHasItsOwn;
  private final AtomicBoolean roused = new AtomicBoolean();

  private volatile boolean ending;
  private volatile boolean hurried;
  private volatile @Nullable Thread thread;
  private volatile @Nullable PgConnection current;
  private long epochs;

  Keeper(StandingConnection standing, ConnectionSetup setup, StandingConfig config, Duty duty) {
    StatementSettings its = setup.config().statements();
    this.standing = standing;
    this.setup = setup.withConfig(config.session(setup.config())).withOwnRegistry();
    this.connector = new Connector(this.setup);
    this.config = config;
    this.duty = duty;
    this.clock = setup.clock();
    this.pauses = new Backoff(config.longestPause(), new Chance());
    this.eachHasItsOwn = !its.poolerAsked() && !its.transactionPooler();
  }

  boolean ending() {
    return ending;
  }

  void rouse() {
    roused.set(true);
    LockSupport.unpark(thread);
  }

  void retryNow() {
    hurried = true;
    LockSupport.unpark(thread);
  }

  /** Nothing more is begun; what is under way ends. */
  void end() {
    ending = true;
    PgConnection its = current;
    if (its != null) {
      its.close();
    }
    Thread keeper = thread;
    if (keeper != null) {
      keeper.interrupt();
    }
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    while (!ending) {
      standing.connecting();
      long begun = attempt();
      boolean steady = begun != Clock.NEVER && clock.nanos() - begun >= STEADY.toNanos();
      if (steady) {
        pauses.reset();
      } else {
        pause();
      }
    }
  }

  /**
   * One connection, from its making to its end.
   *
   * @return when it began to stand; NEVER where it did not
   */
  private long attempt() {
    PgConnection connection = null;
    try {
      connection = connector.connect(Deadline.after(clock, connectTimeout()));
      current = connection;
      if (ending) {
        return Clock.NEVER;
      }
      return live(connection);
    } catch (PgException failed) {
      standing.failed(failed);
    } catch (RuntimeException | Error unforeseen) {
      setup.probe().warning("a standing connection's duty failed: " + unforeseen);
      standing.failed(unforeseen(unforeseen));
    } finally {
      current = null;
      if (connection != null) {
        close(connection);
      }
    }
    return Clock.NEVER;
  }

  private Duration connectTimeout() {
    Duration its = setup.config().connectTimeout();
    return its.isPositive() ? its : config.patience();
  }

  private static void close(PgConnection connection) {
    if (connection.quiet()) {
      connection.close();
    } else {
      connection.abort();
    }
  }

  private long live(PgConnection connection) {
    Canary canary =
        config.canaryEvery() > 0
            ? new Canary(clock, config.probePatience(), connection.processId())
            : null;
    List<NotificationResponse> early =
        Opening.run(connection, duty, canary, clock, config, eachHasItsOwn);
    duty.begin(connection, epochs + 1);
    epochs++;
    long begun = clock.nanos();
    standing.stands(epochs);
    Vigil vigil = new Vigil(connection, duty, canary, clock, config);
    Loss loss = kept(vigil, early);
    if (loss != null && !ending) {
      standing.lost(loss.why());
      duty.lost(loss);
    }
    return begun;
  }

  /** A duty that fails in an unforeseen way has its epoch ended, and is told so like any other. */
  private @Nullable Loss kept(Vigil vigil, List<NotificationResponse> early) {
    try {
      return vigil.keep(early, () -> ending, () -> roused.getAndSet(false));
    } catch (RuntimeException | Error unforeseen) {
      setup.probe().warning("a standing connection's duty failed: " + unforeseen);
      return new Loss(Loss.Kind.ENDED, unforeseen(unforeseen), clock.nanos());
    }
  }

  private static PgConnectException unforeseen(Throwable why) {
    return new PgConnectException(Reason.REFUSED, "the duty failed: " + why, null, why);
  }

  private void pause() {
    hurried = false;
    Deadline end = Deadline.after(clock, Duration.ofNanos(pauses.next(clock.nanos())));
    while (!ending && !hurried && !end.passed()) {
      end.park(this);
    }
  }
}
