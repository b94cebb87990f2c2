// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What became of the calls of a load. Thread-safe. */
final class Tally {

  /** How much later than its deadline a call may end. */
  static final Duration GRACE = Duration.ofMillis(100);

  private static final int MOST_SECONDS = 7_200;
  private static final int MOST_WRONG = 20;

  private final long begun = System.nanoTime();
  // Written by whoever watches.
  private volatile long warmFrom = begun;
  private final LongAdder right = new LongAdder();
  private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();
  private final LongAdder late = new LongAdder();
  private final AtomicLong worstOverrun = new AtomicLong(Long.MIN_VALUE);
  private final ConcurrentHashMap<String, Long> overruns = new ConcurrentHashMap<>();

  /** By the tenth of a second from the start. */
  private final ConcurrentSkipListMap<Long, LongAdder> lateAt = new ConcurrentSkipListMap<>();

  private final AtomicIntegerArray perSecond = new AtomicIntegerArray(MOST_SECONDS);
  private final AtomicLong firstRight = new AtomicLong();
  // Written by whoever watches; 0 where nobody does.
  private volatile long watchedFrom;

  /** A right answer of a call that began and ended then. */
  void right(long callBegun, long ended) {
    right.increment();
    perSecond.incrementAndGet((int) ((ended - begun) / 1_000_000_000L));
    long from = watchedFrom;
    if (from != 0 && callBegun - from >= 0) {
      firstRight.compareAndSet(0, ended);
    }
  }

  void failed(Throwable failure) {
    failures.computeIfAbsent(Fate.kind(failure), kind -> new LongAdder()).increment();
    if (!Fate.expected(failure)) {
      wrong(failure);
    }
  }

  void wrong(Throwable failure) {
    if (wrong.size() < MOST_WRONG) {
      wrong.add(failure);
    }
  }

  /**
   * From now on it counts who is late: what begins now or later runs code that is loaded and
   * compiled. Says how it was until now.
   */
  void warm() {
    Chaos.say(
        "late while classes were loaded and compiled: %d, worst overrun %s",
        late(), worstOverrun());
    warmFrom = System.nanoTime();
    late.reset();
    worstOverrun.set(Long.MIN_VALUE);
    overruns.clear();
    lateAt.clear();
  }

  /**
   * A call of that kind that began then has ended so many nanoseconds after its deadline, or before
   * (negative).
   */
  void ended(String kind, long callBegun, long overrunNanos) {
    if (callBegun - warmFrom < 0) {
      return;
    }
    worstOverrun.accumulateAndGet(overrunNanos, Math::max);
    if (overrunNanos > GRACE.toNanos()) {
      late.increment();
      overruns.merge(kind, overrunNanos, Math::max);
      lateAt
          .computeIfAbsent((System.nanoTime() - begun) / 100_000_000L, at -> new LongAdder())
          .increment();
    }
  }

  /** From now on the first right answer of a call that begins now or later is looked for. */
  long watch() {
    firstRight.set(0);
    long now = System.nanoTime();
    watchedFrom = now == 0 ? 1 : now;
    return watchedFrom;
  }

  /** When that answer came, by the clock of the system; fails where none comes. */
  long awaitFirstRight() {
    Chaos.until(() -> "a right answer; " + this, () -> firstRight.get() != 0);
    return firstRight.get();
  }

  long rights() {
    return right.sum();
  }

  /** Calls that ended more than {@link #GRACE} after their deadline. */
  long late() {
    return late.sum();
  }

  Duration worstOverrun() {
    return Duration.ofNanos(Math.max(0, worstOverrun.get()));
  }

  List<Throwable> wrong() {
    return List.copyOf(wrong);
  }

  long failures() {
    return failures.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** The fewest right answers in any whole second from the start to now. */
  int leastInASecond() {
    int whole = (int) ((System.nanoTime() - begun) / 1_000_000_000L);
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < whole; i++) {
      least = Math.min(least, perSecond.get(i));
    }
    return least;
  }

  @Override
  public String toString() {
    return "right "
        + right
        + ", failed "
        + new TreeMap<>(failures)
        + ", late "
        + late
        + " (worst overrun "
        + worstOverrun().toMillis()
        + " ms"
        + (overruns.isEmpty() ? "" : ", " + overruns + ", by tenths of a second " + lateAt)
        + "), wrong "
        + wrong;
  }
}
