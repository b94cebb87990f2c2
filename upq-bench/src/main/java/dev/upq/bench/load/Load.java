// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.load;

import dev.upq.bench.work.Offer;
import dev.upq.bench.work.PointSelect;
import dev.upq.bench.work.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * So many callers that do the same work over and over until the time is over; each answer is
 * compared with the right one. One thread at a time.
 */
public final class Load {

  private final Offer offer;
  private final Workload.Expected expected;
  private final int callers;
  private final Meter meter = new Meter();

  public Load(Offer offer, Workload.Expected expected, int callers) {
    this.offer = offer;
    this.expected = expected;
    this.callers = callers;
  }

  /**
   * One round.
   *
   * @throws IllegalStateException where a piece of work failed, or an answer was wrong
   */
  public Sample run(double seconds) throws InterruptedException {
    meter.collect();
    long idle = meter.heapBytes();
    Round round = new Round(expected, (long) (seconds * 1e9));
    long cpu = meter.cpuNanos();
    long allocated = meter.allocatedBytes();
    round.begun = System.nanoTime();
    round.end = round.begun + round.lengthNanos;
    switch (offer) {
      case Offer.Blocking blocking -> run(blocking.call(), round);
      case Offer.Chained chained -> run(chained, round);
      case Offer.NotOffered not -> throw new IllegalStateException(not.reason());
    }
    long took = System.nanoTime() - round.begun;
    cpu = meter.cpuNanos() - cpu;
    allocated = meter.allocatedBytes() - allocated;
    round.check();
    return new Sample(
        round.operations.get(),
        took / 1e9,
        cpu,
        allocated,
        round.latencies.quantile(0.5),
        round.latencies.quantile(0.99),
        round.latencies.quantile(0.999),
        idle);
  }

  private void run(Offer.Call call, Round round) throws InterruptedException {
    List<Thread> threads = new ArrayList<>(callers);
    for (int i = 0; i < callers; i++) {
      int caller = i;
      threads.add(Thread.ofVirtual().start(() -> round.repeat(caller, call)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void run(Offer.Chained chained, Round round) throws InterruptedException {
    CountDownLatch open = new CountDownLatch(callers);
    for (int i = 0; i < callers; i++) {
      Chain chain = new Chain(i, chained.start(), round, open);
      chained.loop().execute(chain::go);
    }
    open.await();
  }

  /** What the callers of one round share. Thread-safe once begun. */
  private static final class Round {
    private final Workload.Expected expected;
    private final long lengthNanos;
    private final Latencies latencies = new Latencies();
    private final AtomicLong operations = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    // Set before the callers begin.
    private long begun;
    private long end;

    Round(Workload.Expected expected, long lengthNanos) {
      this.expected = expected;
      this.lengthNanos = lengthNanos;
    }

    void repeat(int caller, Offer.Call call) {
      Keys keys = new Keys(caller);
      long done = 0;
      try {
        for (long from = System.nanoTime(); from < end && failure.get() == null; ) {
          int key = keys.next();
          long answer = call.run(caller, key);
          long now = System.nanoTime();
          ended(caller, key, answer, now - from);
          done++;
          from = now;
        }
      } catch (Exception failed) {
        failure.compareAndSet(null, failed);
      }
      operations.addAndGet(done);
    }

    void ended(int caller, int key, long answer, long nanos) {
      latencies.record(caller, nanos);
      if (answer != expected.of(key)) {
        failure.compareAndSet(
            null,
            new IllegalStateException(
                "a wrong answer for key %d: %d instead of %d"
                    .formatted(key, answer, expected.of(key))));
      }
    }

    void check() {
      Throwable failed = failure.get();
      if (failed != null) {
        throw new IllegalStateException(String.valueOf(failed.getMessage()), failed);
      }
    }
  }

  /**
   * One caller that is a chain of callbacks. Confined to one thread at a time: the next link begins
   * where the last ended.
   */
  private static final class Chain implements Offer.Done {
    private final int caller;
    private final Offer.Start start;
    private final Round round;
    private final CountDownLatch open;
    private final Keys keys;
    private long done;
    private long from;
    private int key;
    // A link that ends before its start has returned goes on in the loop, not deeper in the stack.
    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

    private enum State {
      IDLE,
      STARTING,
      AWAY,
      ENDED_AT_ONCE
    }

    Chain(int caller, Offer.Start start, Round round, CountDownLatch open) {
      this.caller = caller;
      this.start = start;
      this.round = round;
      this.open = open;
      this.keys = new Keys(caller);
    }

    void go() {
      from = System.nanoTime();
      while (from < round.end && round.failure.get() == null) {
        key = keys.next();
        state.set(State.STARTING);
        start.start(caller, key, this);
        if (state.compareAndSet(State.STARTING, State.AWAY)) {
          return;
        }
      }
      round.operations.addAndGet(done);
      open.countDown();
    }

    @Override
    public void done(long answer, @Nullable Throwable failure) {
      long now = System.nanoTime();
      if (failure == null) {
        round.ended(caller, key, answer, now - from);
        done++;
      } else {
        round.failure.compareAndSet(null, failure);
      }
      from = now;
      if (!state.compareAndSet(State.STARTING, State.ENDED_AT_ONCE)) {
        go();
      }
    }
  }

  /** The keys that a caller asks for: the same in every run. One thread at a time. */
  private static final class Keys {
    private int state;

    Keys(int caller) {
      state = caller * 0x9E37_79B9 + 1;
    }

    int next() {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 1) % PointSelect.ACCOUNTS + 1;
    }
  }
}
