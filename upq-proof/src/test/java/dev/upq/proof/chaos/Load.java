// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.chaos;

import dev.upq.PgPool;
import dev.upq.fault.PgException;
import dev.upq.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Virtual threads that call without end, each call with a deadline over all of it. Thread-safe.
 * What each call came to is in the {@link Tally}; nothing is retried.
 */
final class Load implements AutoCloseable {

  /** The longest pause between two calls of a caller. */
  private static final long MOST_PAUSE_NANOS = 20_000_000;

  /**
   * How long calls may take: each draws its deadline from this range.
   *
   * @param least in milliseconds, at least 1
   * @param most in milliseconds
   */
  record Deadlines(int least, int most) {

    Duration next(SplittableRandom random) {
      return Duration.ofMillis(random.nextInt(least, most + 1));
    }
  }

  private final PgPool pool;
  private final Ledger ledger;
  private final Deadlines deadlines;
  private final HandedOut handedOut = new HandedOut();
  private final Tally tally = new Tally();
  private final AtomicLong nonces = new AtomicLong();
  private final List<Caller> callers = new ArrayList<>();
  private volatile boolean stopping;

  private Load(PgPool pool, Ledger ledger, Deadlines deadlines) {
    this.pool = pool;
    this.ledger = ledger;
    this.deadlines = deadlines;
  }

  static Load start(PgPool pool, Ledger ledger, int callers, Deadlines deadlines, long seed) {
    Load load = new Load(pool, ledger, deadlines);
    for (int i = 0; i < callers; i++) {
      load.callers.add(load.new Caller(i, new SplittableRandom(seed * 31 + i)));
    }
    load.callers.forEach(caller -> caller.thread.start());
    return load;
  }

  Tally tally() {
    return tally;
  }

  HandedOut handedOut() {
    return handedOut;
  }

  /** Waits until that many more calls were answered right. */
  void awaitRights(int more) {
    long goal = tally.rights() + more;
    Chaos.until(() -> more + " right answers; " + tally, () -> tally.rights() >= goal);
  }

  /**
   * When all calls that are under way now have ended, however they end: how long that took from
   * now. Fails where one {@linkplain Chaos#HUNG hangs}.
   */
  CompletableFuture<Duration> settled() {
    long now = System.nanoTime();
    long[] turns = callers.stream().mapToLong(caller -> caller.turn).toArray();
    CompletableFuture<Duration> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("chaos settling")
        .start(
            () -> {
              try {
                for (int i = 0; i < turns.length; i++) {
                  Caller caller = callers.get(i);
                  long turn = turns[i];
                  // An odd turn is a call, an even one the pause behind it.
                  Chaos.until(
                      () -> "the call of " + caller + " ends",
                      () -> turn % 2 == 0 || caller.turn != turn);
                }
                result.complete(Duration.ofNanos(System.nanoTime() - now));
              } catch (AssertionError hung) {
                result.completeExceptionally(hung);
              }
            });
    return result;
  }

  /** Stops the callers, each behind its call; fails where one hangs. Idempotent. */
  @Override
  public void close() {
    stopping = true;
    for (Caller caller : callers) {
      LockSupport.unpark(caller.thread);
    }
    long end = System.nanoTime() + Chaos.HUNG.toNanos();
    for (Caller caller : callers) {
      try {
        if (!caller.thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
          throw new AssertionError(
              "hangs: " + caller + " at " + Arrays.toString(caller.thread.getStackTrace()));
        }
      } catch (InterruptedException told) {
        throw new AssertionError(told);
      }
    }
  }

  /** One caller and its thread. */
  private final class Caller implements Runnable {

    private final int number;
    private final SplittableRandom random;
    private final Work work;
    private final Thread thread;
    // Written by its own thread; odd while it calls.
    private volatile long turn;
    private volatile Work.Kind kind = Work.Kind.POINT;

    Caller(int number, SplittableRandom random) {
      this.number = number;
      this.random = random;
      this.work = new Work(pool, ledger, handedOut, number, random.split());
      this.thread = Thread.ofVirtual().name("chaos caller " + number).unstarted(this);
    }

    @Override
    public void run() {
      while (!stopping) {
        call();
        LockSupport.parkNanos(random.nextLong(MOST_PAUSE_NANOS));
      }
    }

    private void call() {
      long nonce = nonces.incrementAndGet() * 1_000 + number;
      Duration limit = deadlines.next(random);
      kind = work.next();
      turn = turn + 1;
      long begun = System.nanoTime();
      try {
        Deadline.within(
            limit,
            () -> {
              work.run(kind, nonce);
              return nonce;
            });
        tally.right(begun, System.nanoTime());
      } catch (PgException failed) {
        tally.failed(failed);
      } catch (RuntimeException | Error wrong) {
        tally.wrong(wrong);
      } finally {
        tally.ended(kind.name(), begun, System.nanoTime() - begun - limit.toNanos());
        turn = turn + 1;
      }
    }

    @Override
    public String toString() {
      return "caller " + number + ", " + kind;
    }
  }
}
