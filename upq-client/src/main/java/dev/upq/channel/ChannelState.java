// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgException;
import dev.upq.fault.Sent;
import dev.upq.time.Deadline;
import dev.upq.wire.TransactionStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the threads of one channel share, and its one lock. Guarded by {@link #lock}, but for what
 * says otherwise.
 */
final class ChannelState {

  private final ChannelLimits limits;

  final ReentrantLock lock = new ReentrantLock();
  // All guarded by lock.
  final Outbox out = new Outbox();
  final ArrayDeque<Reply> owed = new ArrayDeque<>();
  final ArrayList<Thread> waiting = new ArrayList<>();
  boolean closing;
  @Nullable Thread idleWriter;
  @Nullable Thread heldReader;
  @Nullable Runnable onEnd;
  boolean linkClosed;

  // Written under the lock, read without it too.
  volatile TransactionStatus status;
  volatile boolean settling;
  volatile @Nullable PgException ending;
  // True from the moment that no request is taken any more.
  volatile boolean over;

  ChannelState(ChannelLimits limits, TransactionStatus status) {
    this.limits = limits;
    this.status = status;
  }

  boolean anyAbandoned() {
    for (Reply reply : owed) {
      if (reply.abandoned) {
        return true;
      }
    }
    return false;
  }

  boolean headAbandoned() {
    Reply head = owed.peek();
    return head != null && head.abandoned;
  }

  /** Under the lock. */
  boolean room() {
    return out.queuedBytes() < limits.outboxBytes();
  }

  boolean await(Deadline deadline, Condition condition) {
    Patience patience = new Patience(deadline, false);
    try {
      return await(deadline, condition, patience);
    } finally {
      patience.end();
    }
  }

  boolean await(Deadline deadline, Condition condition, Patience patience) {
    Thread self = Thread.currentThread();
    while (true) {
      lock.lock();
      try {
        waiting.remove(self);
        if (condition.holds()) {
          return true;
        }
        if (deadline.passed()) {
          return false;
        }
        waiting.add(self);
      } finally {
        lock.unlock();
      }
      patience.park(this);
    }
  }

  /** Asked under the lock. */
  interface Condition {
    boolean holds();
  }

  void leave(Thread self) {
    lock.lock();
    try {
      waiting.remove(self);
    } finally {
      lock.unlock();
    }
  }

  @Nullable Thread releaseWriter() {
    Thread released = idleWriter;
    idleWriter = null;
    return released;
  }

  @Nullable Thread releaseReader() {
    Thread released = heldReader;
    heldReader = null;
    return released;
  }

  List<Thread> drainWaiting() {
    if (waiting.isEmpty()) {
      return List.of();
    }
    List<Thread> all = new ArrayList<>(waiting);
    waiting.clear();
    return all;
  }

  void refuseIfEnded(Sent sent) {
    if (ending != null || closing) {
      throw lost(sent);
    }
  }

  PgException lost(Sent sent) {
    String why = ending == null ? "the connection was closed" : String.valueOf(ending.getMessage());
    return new PgConnectionLostException(why, sent, ending);
  }

  static void wake(List<? extends @Nullable Thread> threads) {
    // By index: an iterator would be an object a message, for a list that is nearly always empty.
    for (int i = 0; i < threads.size(); i++) {
      wake(threads.get(i));
    }
  }

  static void wake(@Nullable Thread thread) {
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }
}
