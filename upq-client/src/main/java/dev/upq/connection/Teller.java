// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.config.HostPort;
import dev.upq.fault.PgException;
import dev.upq.fault.PgServerException;
import dev.upq.probe.Execution;
import dev.upq.probe.Execution.Way;
import dev.upq.probe.Probe;
import dev.upq.row.QueryResult;
import dev.upq.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells the probe of one connection what happens there. Thread-safe. */
final class Teller {

  private final Probe probe;
  private final Clock clock;
  private final AtomicBoolean endTold = new AtomicBoolean();
  private final AtomicLong droppedTold = new AtomicLong();

  // Written by the thread whose turn it is, read by any: an older one does no harm.
  private @Nullable String lastStatement;
  private @Nullable Consumer<PgServerException> refusals;

  Teller(Probe probe, Clock clock) {
    this.probe = probe;
    this.clock = clock;
  }

  /**
   * The teller of a connection that stands.
   *
   * @param standby what the server reports as {@code in_hot_standby}, if it does
   */
  static Teller of(ConnectionSetup setup, HostPort host, Optional<String> standby) {
    String role =
        standby.isEmpty() ? "unknown" : standby.get().equals("on") ? "standby" : "primary";
    return new Teller(setup.probe().at(host.host(), host.port(), role), setup.clock());
  }

  /** Who is told. */
  Probe probe() {
    return probe;
  }

  /** The text of what was begun last, by the current borrower; null where there is none. */
  @Nullable String lastStatement() {
    return lastStatement;
  }

  /** Another borrower comes. */
  void forget() {
    lastStatement = null;
  }

  /** Tells also whoever keeps the connection what the server refuses. Set once. */
  void onRefusal(Consumer<PgServerException> listener) {
    refusals = listener;
  }

  private void refused(@Nullable PgException failure) {
    if (refusals != null && failure instanceof PgServerException why) {
      refusals.accept(why);
    }
  }

  /** Runs work, and tells what became of it. */
  <T> T told(Execution what, Supplier<T> work) {
    long begun = clock.nanos();
    lastStatement = what.sql();
    PgException failure = null;
    try {
      return work.get();
    } catch (PgException failed) {
      failure = failed;
      refused(failed);
      throw failed;
    } finally {
      probe.executed(what, clock.nanos() - begun, failure);
    }
  }

  /** Something begins whose end is told by itself. */
  Executed begun(String sql, Way way) {
    lastStatement = sql;
    return new Executed(sql, way, this, clock.nanos());
  }

  /** Runs a script, and tells what became of it. */
  List<QueryResult> script(String sql, Supplier<List<QueryResult>> work) {
    Executed its = begun(sql, Way.SCRIPT);
    return told(its, () -> its.all(work.get()));
  }

  void ended(Executed what, long begun, @Nullable PgException failure) {
    refused(failure);
    probe.executed(what, clock.nanos() - begun, failure);
  }

  /** Notifications were taken; so many were lost on this connection up to now. */
  void notified(long taken, long dropped) {
    if (taken > 0) {
      probe.notified(taken);
    }
    long before = droppedTold.getAndSet(dropped);
    if (dropped > before) {
      probe.notificationsDropped(dropped - before);
    }
  }

  /** The connection has ended; told once. */
  void connectionEnded(PgException why) {
    if (endTold.compareAndSet(false, true)) {
      probe.ended(why);
    }
  }
}
