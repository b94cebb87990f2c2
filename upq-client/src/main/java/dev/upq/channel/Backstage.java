// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.fault.PgProtocolException;
import dev.upq.fault.Sent;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import dev.upq.wire.TransactionStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The side of a channel that its own threads see: the reader, the writer and the settler.
 * Thread-safe.
 */
final class Backstage {

  private static final int MANY_OWED = 6;

  private final ChannelState state;
  private final ChannelEnd end;
  private final ChannelLimits limits;
  private final Clock clock;

  // Written under the lock, read without it: how many were owed when the last answer ended.
  private volatile int owedBehind;

  Backstage(ChannelState state, ChannelEnd end, ChannelLimits limits, Clock clock) {
    this.state = state;
    this.end = end;
    this.limits = limits;
    this.clock = clock;
  }

  /** How the channel comes to its end. */
  ChannelEnd end() {
    return end;
  }

  /** True once the channel has ended. */
  boolean ended() {
    return state.ending != null;
  }

  /**
   * The reader hands over frames of the answer at the head; waits where its caller is slow.
   *
   * @param rows whether the last of them is a row, behind which more is sure to come: a caller that
   *     collects is not woken for it
   */
  void deliver(Reply.Run run, boolean rows, @Nullable TransactionStatus ready) {
    Thread toWake;
    List<Thread> others = List.of();
    state.lock.lock();
    try {
      Reply head = state.owed.peek();
      if (head == null) {
        throw new PgProtocolException(
            "an answer came that nothing had asked for; the connection was closed", Sent.MAYBE);
      }
      if (!state.out.hasLeft(head.beginsAt)) {
        throw new PgProtocolException(
            "an answer came before its request was sent; the connection was closed", Sent.MAYBE);
      }
      if (!head.abandoned) {
        head.add(run);
      }
      if (ready != null) {
        state.owed.remove();
        owedBehind = state.owed.size();
        head.complete = true;
        state.status = ready;
        others = state.drainWaiting();
      }
      toWake = rows && head.collects(limits.replyBytes()) ? null : head.waiter;
    } finally {
      state.lock.unlock();
    }
    ChannelState.wake(toWake);
    ChannelState.wake(others);
    if (ready == null) {
      awaitRoomInHead();
    }
  }

  /** How many answers were owed behind the last one when it ended. */
  int owedBehind() {
    return owedBehind;
  }

  /**
   * Where many answers are owed, lets those threads go first that are ready: meanwhile more is
   * asked for, and is moved in one piece.
   */
  @SuppressWarnings("ThreadPriorityCheck") // a hint, on which nothing but the cost depends
  void letOthersRun() {
    if (owedBehind >= MANY_OWED) {
      Thread.yield();
    }
  }

  /** True where an answer is owed to a request that has begun to leave. */
  boolean owesAnswer() {
    state.lock.lock();
    try {
      Reply head = state.owed.peek();
      return head != null && state.out.hasLeft(head.beginsAt);
    } finally {
      state.lock.unlock();
    }
  }

  /** The writer asks for what is to be written; waits for it; null once the channel has ended. */
  Outbox.@Nullable Chunk nextChunk() {
    while (true) {
      List<Thread> others = List.of();
      state.lock.lock();
      try {
        if (state.ending != null) {
          return null;
        }
        Outbox.Chunk chunk = state.out.take();
        if (chunk != null) {
          others = state.drainWaiting();
          return chunk;
        }
        state.idleWriter = Thread.currentThread();
      } finally {
        state.lock.unlock();
        ChannelState.wake(others);
      }
      clock.parkUntil(this, Clock.NEVER);
    }
  }

  /**
   * A cancel request is about to be sent, and may hit what stands behind the statement that it is
   * meant for: notes that on every reply that somebody waits for. No other can come before the
   * request is over, for nothing is let in.
   */
  void expose() {
    state.lock.lock();
    try {
      for (Reply reply : state.owed) {
        reply.exposed |= !reply.abandoned;
      }
    } finally {
      state.lock.unlock();
    }
  }

  /** The reply that the settler has to see through: the head of the queue where it is abandoned. */
  @Nullable Reply abandonedHead() {
    state.lock.lock();
    try {
      return state.headAbandoned() ? state.owed.peek() : null;
    } finally {
      state.lock.unlock();
    }
  }

  /** Waits until the settler has something to do, or nothing more. */
  void awaitAbandonedHead(Deadline deadline) {
    state.await(
        deadline, () -> state.ending != null || !state.anyAbandoned() || state.headAbandoned());
  }

  /**
   * Waits until the reply is complete; false where the deadline passes or the channel ends before.
   */
  boolean awaitComplete(Reply reply, Deadline deadline) {
    state.await(deadline, () -> state.ending != null || reply.complete);
    state.lock.lock();
    try {
      return reply.complete;
    } finally {
      state.lock.unlock();
    }
  }

  /**
   * The settler's last act: lets new requests in, unless something was abandoned in the meantime.
   */
  boolean settled() {
    List<Thread> others;
    state.lock.lock();
    try {
      if (state.ending == null && state.anyAbandoned()) {
        return false;
      }
      state.settling = false;
      others = state.drainWaiting();
    } finally {
      state.lock.unlock();
    }
    ChannelState.wake(others);
    return true;
  }

  private void awaitRoomInHead() {
    while (true) {
      state.lock.lock();
      try {
        Reply head = state.owed.peek();
        if (state.ending != null || head == null || head.bufferedBytes < limits.replyBytes()) {
          return;
        }
        state.heldReader = Thread.currentThread();
      } finally {
        state.lock.unlock();
      }
      clock.parkUntil(this, Clock.NEVER);
    }
  }
}
