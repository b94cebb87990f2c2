// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import dev.upq.fault.PgException;
import dev.upq.probe.Execution;
import dev.upq.probe.Probe;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What one pool has done: the probe of its connections. Thread-safe. A {@link PgStatsRegistry}
 * makes it.
 */
public final class PoolStats implements Probe, AutoCloseable {

  /** Servers and their roles that are told apart; those beyond are one. */
  private static final int MAX_SERVERS = 32;

  /** Of what went to no server. */
  private static final String NONE = "none";

  private static final String UNKNOWN = "unknown";

  private final String name;
  private final Ladder ladder;
  private final ConcurrentHashMap<String, ServerStats> servers = new ConcurrentHashMap<>();
  private final ServerStats nowhere;
  private final ServerStats elsewhere;
  private final Queries queries;
  private final PoolSeries series;
  private final AtomicBoolean open = new AtomicBoolean(true);
  private volatile Probe also;
  private volatile @Nullable PoolView view;

  PoolStats(String name, Ladder ladder, Probe also) {
    this.name = name;
    this.ladder = ladder;
    this.also = also;
    this.nowhere = new ServerStats(this, NONE, 0, UNKNOWN);
    this.elsewhere = new ServerStats(this, "other", 0, UNKNOWN);
    this.queries = new Queries(ladder);
    this.series = new PoolSeries(ladder);
    // There before anything has happened, so that its families are.
    nowhere.operation(Operation.OTHER);
  }

  /** Under which its numbers are shown. */
  public String name() {
    return name;
  }

  /** The pool can be asked for its gauges from now on. */
  public void watch(PoolView pool) {
    view = pool;
  }

  /** Another pool goes on under this name; false where the last one is still open. */
  boolean reopen(Probe beside) {
    if (!open.compareAndSet(false, true)) {
      return false;
    }
    also = beside;
    return true;
  }

  /** The pool is closed: its gauges are gone, its counters stay. Idempotent. */
  @Override
  public void close() {
    PoolView its = view;
    view = null;
    if (its != null) {
      series.statements.closed(its.statements());
    }
    open.set(false);
  }

  Ladder ladder() {
    return ladder;
  }

  @Override
  public Probe at(String host, int port, String role) {
    String key = host + '\0' + port + '\0' + role;
    ServerStats known = servers.get(key);
    if (known != null) {
      return known;
    }
    if (servers.size() >= MAX_SERVERS) {
      return elsewhere;
    }
    ServerStats made = new ServerStats(this, host, port, role);
    ServerStats before = servers.putIfAbsent(key, made);
    return before == null ? made : before;
  }

  @Override
  public void executed(Execution what, long nanos, @Nullable PgException failure) {
    nowhere.executed(what, nanos, failure);
  }

  /** What is of no server: the query, and what of a failure is worth counting. */
  void told(Execution what, long nanos, @Nullable PgException failure) {
    queries.record(what, nanos, failure);
    if (failure != null) {
      failed(failure);
    }
    also.executed(what, nanos, failure);
  }

  private void failed(PgException failure) {
    String state = Outcome.sqlState(failure);
    if (!state.isEmpty()) {
      series.states.add(state);
    }
    if (Outcome.unsent(failure)) {
      series.unsent.add(Outcome.of(failure));
    }
  }

  @Override
  public void connected(long nanos) {
    series.creates.record(nanos);
    also.connected(nanos);
  }

  @Override
  public void connectFailed(long nanos, PgException why) {
    series.connectFailures.add(Outcome.of(why));
    also.connectFailed(nanos, why);
  }

  @Override
  public void ended(PgException why) {
    series.ended.increment();
    also.ended(why);
  }

  @Override
  public void warning(String line) {
    series.warnings.increment();
    also.warning(line);
  }

  @Override
  public void acquired(long nanos) {
    series.waits.record(nanos);
    also.acquired(nanos);
  }

  @Override
  public void notAcquired(long nanos, PgException why) {
    series.failedWaits.record(nanos);
    series.notAcquired.add(Outcome.of(why));
    also.notAcquired(nanos, why);
  }

  @Override
  public void released(long nanos, boolean wasDirty) {
    series.uses.record(nanos);
    if (wasDirty) {
      series.dirty.increment();
    }
    also.released(nanos, wasDirty);
  }

  @Override
  public void committed(long nanos) {
    series.committed.record(nanos);
    also.committed(nanos);
  }

  @Override
  public void rolledBack(long nanos) {
    series.rolledBack.record(nanos);
    also.rolledBack(nanos);
  }

  @Override
  public void outcomeUnknown(long nanos) {
    series.unknown.record(nanos);
    also.outcomeUnknown(nanos);
  }

  @Override
  public void retried() {
    series.retries.increment();
    also.retried();
  }

  @Override
  public void reconnected(long nanos) {
    series.outages.record(nanos);
    also.reconnected(nanos);
  }

  @Override
  public void bytes(long in, long out) {
    if (in > 0) {
      series.bytesIn.add(in);
    }
    if (out > 0) {
      series.bytesOut.add(out);
    }
    also.bytes(in, out);
  }

  @Override
  public void notified(long count) {
    series.notified.add(count);
    also.notified(count);
  }

  @Override
  public void notificationsDropped(long count) {
    series.dropped.add(count);
    also.notificationsDropped(count);
  }

  @Override
  public void notificationGap(long nanos) {
    series.gaps.increment();
    also.notificationGap(nanos);
  }

  @Override
  public void notificationQueueUsage(double share) {
    series.queuePercent = Math.round(share * 100);
    also.notificationQueueUsage(share);
  }

  /** How it stands, and what it has done. */
  public PoolSnapshot snapshot() {
    return read().snapshot();
  }

  /** Everything at once. */
  PoolReading read() {
    PoolView its = view;
    List<OperationSnapshot> operations = new ArrayList<>();
    for (ServerStats server : servers()) {
      for (OperationSeries each : server.operations()) {
        operations.add(each.snapshot(server));
      }
    }
    return series.read(name, its, List.copyOf(operations), queries);
  }

  /** In the order of their names. */
  private List<ServerStats> servers() {
    List<ServerStats> all = new ArrayList<>(servers.values());
    all.add(nowhere);
    all.add(elsewhere);
    all.sort(
        Comparator.comparing(ServerStats::host)
            .thenComparingInt(ServerStats::port)
            .thenComparing(ServerStats::role));
    return all;
  }
}
