// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import dev.upq.fault.PgException;
import dev.upq.probe.Probe;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What a pool tells its probe. Thread-safe. */
final class Told implements Probe {

  final AtomicInteger connected = new AtomicInteger();
  final AtomicInteger failed = new AtomicInteger();
  final AtomicInteger dirty = new AtomicInteger();
  final AtomicInteger acquired = new AtomicInteger();
  final AtomicInteger notAcquired = new AtomicInteger();
  final AtomicInteger released = new AtomicInteger();
  final AtomicLong reconnectedNanos = new AtomicLong(-1);
  final AtomicLong notificationsDropped = new AtomicLong();
  final List<String> warnings = new CopyOnWriteArrayList<>();
  final List<PgException> failures = new CopyOnWriteArrayList<>();

  /** How many attempts to connect were made. */
  int attempts() {
    return connected.get() + failed.get();
  }

  @Override
  public void connected(long nanos) {
    connected.incrementAndGet();
  }

  @Override
  public void connectFailed(long nanos, PgException why) {
    failed.incrementAndGet();
    failures.add(why);
  }

  @Override
  public void acquired(long nanos) {
    acquired.incrementAndGet();
  }

  @Override
  public void notAcquired(long nanos, PgException why) {
    notAcquired.incrementAndGet();
  }

  @Override
  public void released(long nanos, boolean wasDirty) {
    released.incrementAndGet();
    dirty.addAndGet(wasDirty ? 1 : 0);
  }

  @Override
  public void reconnected(long nanos) {
    reconnectedNanos.set(nanos);
  }

  @Override
  public void notificationsDropped(long count) {
    notificationsDropped.addAndGet(count);
  }

  @Override
  public void warning(String line) {
    warnings.add(line);
  }
}
