// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import dev.upq.fault.PgException;
import dev.upq.probe.Execution;
import dev.upq.probe.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What one server in one role does for a pool: the probe of the connections to it. Thread-safe.
 * What is not of that server it tells the pool's.
 */
final class ServerStats implements Probe {

  private final PoolStats pool;
  private final String host;
  private final int port;
  private final String role;
  private final AtomicReferenceArray<@Nullable OperationSeries> operations =
      new AtomicReferenceArray<>(Operation.COUNT);

  ServerStats(PoolStats pool, String host, int port, String role) {
    this.pool = pool;
    this.host = host;
    this.port = port;
    this.role = role;
  }

  String host() {
    return host;
  }

  int port() {
    return port;
  }

  String role() {
    return role;
  }

  @Override
  public void executed(Execution what, long nanos, @Nullable PgException failure) {
    operation(Operation.of(what)).record(what, nanos, failure);
    pool.told(what, nanos, failure);
  }

  OperationSeries operation(Operation operation) {
    OperationSeries known = operations.get(operation.place());
    if (known != null) {
      return known;
    }
    OperationSeries made = new OperationSeries(operation.name(), pool.ladder());
    OperationSeries before = operations.compareAndExchange(operation.place(), null, made);
    return before == null ? made : before;
  }

  /** Those that have happened, in the order of the kinds. */
  List<OperationSeries> operations() {
    List<OperationSeries> all = new ArrayList<>();
    for (int i = 0; i < Operation.COUNT; i++) {
      OperationSeries each = operations.get(i);
      if (each != null) {
        all.add(each);
      }
    }
    return all;
  }

  @Override
  public void connected(long nanos) {
    pool.connected(nanos);
  }

  @Override
  public void ended(PgException why) {
    pool.ended(why);
  }

  @Override
  public void warning(String line) {
    pool.warning(line);
  }

  @Override
  public void connectFailed(long nanos, PgException why) {
    pool.connectFailed(nanos, why);
  }

  @Override
  public void acquired(long nanos) {
    pool.acquired(nanos);
  }

  @Override
  public void notAcquired(long nanos, PgException why) {
    pool.notAcquired(nanos, why);
  }

  @Override
  public void released(long nanos, boolean dirty) {
    pool.released(nanos, dirty);
  }

  @Override
  public void committed(long nanos) {
    pool.committed(nanos);
  }

  @Override
  public void rolledBack(long nanos) {
    pool.rolledBack(nanos);
  }

  @Override
  public void outcomeUnknown(long nanos) {
    pool.outcomeUnknown(nanos);
  }

  @Override
  public void retried() {
    pool.retried();
  }

  @Override
  public void reconnected(long nanos) {
    pool.reconnected(nanos);
  }

  @Override
  public void bytes(long in, long out) {
    pool.bytes(in, out);
  }

  @Override
  public void notified(long count) {
    pool.notified(count);
  }

  @Override
  public void notificationsDropped(long count) {
    pool.notificationsDropped(count);
  }

  @Override
  public void notificationGap(long nanos) {
    pool.notificationGap(nanos);
  }

  @Override
  public void notificationQueueUsage(double share) {
    pool.notificationQueueUsage(share);
  }
}
