// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What is counted in one dispatcher. Thread-safe. */
final class Tally {

  /** From this share of the server's queue on there is a warning, once until it falls below. */
  static final double QUEUE_ALARM = 0.5;

  final LongAdder received = new LongAdder();
  final LongAdder handled = new LongAdder();
  final LongAdder dropped = new LongAdder();
  final LongAdder gaps = new LongAdder();
  final LongAdder failures = new LongAdder();

  private final LongAdder strange = new LongAdder();
  private final AtomicBoolean strangeTold = new AtomicBoolean();
  private final AtomicBoolean alarmed = new AtomicBoolean();
  private final AtomicLong epoch = new AtomicLong();
  private volatile double queueUsage;

  void epoch(long its) {
    epoch.set(its);
  }

  void queueUsage(double share) {
    queueUsage = share;
  }

  /** True where it is to be told that so much of the queue is in use. */
  boolean queueAlarm(double share) {
    if (share < QUEUE_ALARM) {
      alarmed.set(false);
      return false;
    }
    return alarmed.compareAndSet(false, true);
  }

  /** One that is no topic's; true where that is to be told. */
  boolean strange() {
    strange.increment();
    return strangeTold.compareAndSet(false, true);
  }

  DispatcherCounts read(int subscriptions, int channels) {
    return new DispatcherCounts(
        epoch.get(),
        subscriptions,
        channels,
        received.sum(),
        handled.sum(),
        dropped.sum(),
        gaps.sum(),
        failures.sum(),
        strange.sum(),
        queueUsage);
  }
}
