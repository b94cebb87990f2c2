// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.config.StatementSettings;
import dev.upq.exchange.Call;
import dev.upq.exchange.Warm;
import dev.upq.fault.PgException;
import dev.upq.statement.PreparedStatement;
import dev.upq.time.Deadline;
import dev.upq.wire.TransactionStatus;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * A connection being given the most used statements of its registry. Thread-safe.
 *
 * <p>They are sent in front of what the connection's first call sends, outside a transaction, and
 * their answers are read by a thread of the crew. A caller that comes when all answers are there,
 * and not yet read, waits for that thread to have read them, so that what the session holds is
 * known by then. The first caller relies on them unseen: what is refused the server tells before it
 * executes anything.
 */
final class Warming {

  /** The server is given so long; what it has not prepared by then is cancelled. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final ConnectionSetup setup;
  private final Runnable over;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final Queue<Thread> waiting = new ConcurrentLinkedQueue<>();
  private volatile boolean done;

  /**
   * @param over run once, when there is nothing to be done any more
   */
  Warming(ConnectionSetup setup, Runnable over) {
    this.setup = setup;
    this.over = over;
  }

  /** A call begins; in front of the first, they are sent. */
  void begin(Call call, String searchPath) {
    if (begun.get()
        || call.channel().status() != TransactionStatus.IDLE
        || !begun.compareAndSet(false, true)) {
      return;
    }
    StatementSettings its = setup.config().statements();
    List<PreparedStatement> hottest =
        setup
            .registry()
            .hottest(
                searchPath,
                Math.min(its.warmSize(), its.cacheSize()),
                Math.min(its.warmBytes(), its.cacheBytes()));
    if (hottest.isEmpty()) {
      end();
      return;
    }
    try {
      Warm sent = Warm.send(call, Deadline.after(setup.clock(), PATIENCE), hottest);
      setup.crew().start("upq-warm", () -> read(sent));
    } catch (PgException ended) {
      // The connection is over; the call that begins now is told why.
      end();
    }
  }

  private void read(Warm sent) {
    try {
      sent.read();
    } finally {
      end();
    }
  }

  private void end() {
    done = true;
    over.run();
    for (Thread next = waiting.poll(); next != null; next = waiting.poll()) {
      LockSupport.unpark(next);
    }
  }

  /** Waits where all answers are there. An interrupt or the deadline ends the waiting only. */
  void await(Call call) {
    if (call.channel().quiet()) {
      awaitEnd(call);
    }
  }

  /**
   * Waits until there is nothing to be done any more: for what cannot be sent again where the
   * cancelling of a warming that takes too long hits it.
   */
  void awaitEnd(Call call) {
    if (!begun.get()) {
      return;
    }
    waiting.add(Thread.currentThread());
    try {
      while (!done && !Thread.currentThread().isInterrupted() && !call.deadline().passed()) {
        call.deadline().park(this);
      }
    } finally {
      waiting.remove(Thread.currentThread());
    }
  }
}
