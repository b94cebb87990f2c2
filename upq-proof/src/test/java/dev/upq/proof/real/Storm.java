// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import dev.upq.PgPool;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgPoolException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many virtual threads over one pool, some of whose calls are interrupted or given a deadline at
 * random moments; every answer is checked against the nonce that it was asked with. Thread-safe.
 */
final class Storm {

  private static final int CALLERS = 64;

  private final PgPool pool;
  private final long seed;
  private final int giveUpPercent;
  private final AtomicInteger left;
  private final AtomicLong nonces = new AtomicLong();
  private final AtomicInteger right = new AtomicInteger();
  private final AtomicInteger gaveUp = new AtomicInteger();
  private final ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();

  Storm(PgPool pool, long seed, int calls, int giveUpPercent) {
    this.pool = pool;
    this.seed = seed;
    this.giveUpPercent = giveUpPercent;
    this.left = new AtomicInteger(calls);
  }

  /** Tables and functions that the calls need, in the first schema of the search path. */
  static void prepare(PgPool pool) {
    pool.execute("create table storm (id int primary key, v int8)");
    pool.execute("insert into storm select i, 0 from generate_series(0, 63) i");
    pool.execute(
        "create function storm_fail(n int8) returns int language plpgsql as"
            + " $$ begin raise exception 'nonce % ends', n using errcode = 'UPQ77'; end $$");
  }

  /** Runs all calls; ends when the last one has. */
  Storm run() throws InterruptedException {
    try (ScheduledExecutorService interrupter = Executors.newScheduledThreadPool(1);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CALLERS; i++) {
        int caller = i;
        callers.execute(() -> caller(caller, interrupter));
      }
      callers.shutdown();
      if (!callers.awaitTermination(10, TimeUnit.MINUTES)) {
        throw new AssertionError("callers hang; " + this);
      }
    }
    return this;
  }

  int right() {
    return right.get();
  }

  int gaveUp() {
    return gaveUp.get();
  }

  /** What was neither a right answer nor the caller's own giving up. */
  List<Throwable> wrong() {
    return List.copyOf(wrong);
  }

  private void caller(int caller, ScheduledExecutorService interrupter) {
    SplittableRandom random = new SplittableRandom(seed * 31 + caller);
    StormCall call = new StormCall(pool, caller, random);
    while (left.getAndDecrement() > 0 && wrong.size() < 20) {
      long nonce = 1_000_000L * (caller + 1) + nonces.incrementAndGet();
      boolean givesUp = random.nextInt(100) < giveUpPercent;
      boolean deadline = random.nextBoolean();
      Duration delay = Duration.ofNanos(random.nextLong(4_000_000));
      Future<?> interrupt =
          givesUp && !deadline
              ? interrupter.schedule(
                  interruption(Thread.currentThread()), delay.toNanos(), TimeUnit.NANOSECONDS)
              : null;
      try {
        if (givesUp && deadline) {
          Deadline.within(delay, () -> call.run(nonce));
        } else {
          call.run(nonce);
        }
        right.incrementAndGet();
      } catch (RuntimeException | Error failed) {
        judge(failed, givesUp && deadline);
      } finally {
        if (interrupt != null) {
          interrupt.cancel(false);
        }
        Thread.interrupted();
      }
    }
  }

  private static Runnable interruption(Thread caller) {
    return caller::interrupt;
  }

  /** A deadline ends only the call that it was given to; an interrupt may come a little late. */
  private void judge(Throwable failed, boolean hadDeadline) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof PgInterruptedException || (hadDeadline && late(cause))) {
        gaveUp.incrementAndGet();
        return;
      }
    }
    wrong.add(failed);
  }

  private static boolean late(Throwable cause) {
    return switch (cause) {
      case PgTimeoutException late -> true;
      case PgPoolException pooled -> pooled.reason() == PgPoolException.Reason.ACQUIRE_TIMEOUT;
      case PgConnectException connecting ->
          connecting.reason() == PgConnectException.Reason.TIMEOUT;
      default -> false;
    };
  }

  @Override
  public String toString() {
    return "Storm[seed "
        + seed
        + ", right "
        + right
        + ", gave up "
        + gaveUp
        + ", wrong "
        + wrong
        + "]";
  }
}
