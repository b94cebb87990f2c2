// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.Sent;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Which thread may use a transaction now. Thread-safe.
 *
 * <p>A line of threads, whose head is inside. Of one that is shared others stand in line, in the
 * order they came; of any other they are refused.
 */
final class Gate {

  private static final Duration NO_LIMIT = Duration.ofNanos(Long.MAX_VALUE);

  /** Who may come in at all. */
  enum Rule {
    /** The thread that made it. */
    OWNER,
    /** Any thread, while no other is inside. */
    ONE_AT_A_TIME,
    /** Any thread, in its turn. */
    IN_LINE
  }

  private final Rule rule;
  private final Clock clock;
  private final Thread owner = Thread.currentThread();
  private final ConcurrentLinkedQueue<Thread> line = new ConcurrentLinkedQueue<>();

  Gate(Rule rule, Clock clock) {
    this.rule = rule;
    this.clock = clock;
  }

  /**
   * Comes in; {@link #leave()} has to follow.
   *
   * @throws PgUsageException where this thread may not
   */
  void enter() {
    Thread self = Thread.currentThread();
    if (rule == Rule.OWNER && !self.equals(owner)) {
      throw new PgUsageException(
          "this transaction belongs to another thread, \""
              + owner.getName()
              + "\"; make the scope sharedByForks(), or do the work there");
    }
    if (self.equals(line.peek())) {
      throw new PgUsageException("a call on this transaction is under way on this thread already");
    }
    line.add(self);
    if (!self.equals(line.peek())) {
      if (rule != Rule.IN_LINE) {
        giveUp(self);
        throw new PgUsageException(
            "another thread is using this transaction; a transaction is for one thread at a time");
      }
      await(self);
    }
  }

  void leave() {
    line.poll();
    LockSupport.unpark(line.peek());
  }

  private void await(Thread self) {
    Deadline deadline = Deadline.forCall(clock, NO_LIMIT);
    while (!self.equals(line.peek())) {
      if (self.isInterrupted()) {
        giveUp(self);
        throw new PgInterruptedException(
            "interrupted while another thread was using the transaction", Sent.NOTHING);
      }
      if (deadline.passed()) {
        giveUp(self);
        throw new PgTimeoutException(
            "the deadline passed while another thread was using the transaction", Sent.NOTHING);
      }
      deadline.park(this);
    }
  }

  private void giveUp(Thread self) {
    line.remove(self);
    LockSupport.unpark(line.peek());
  }
}
