// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgException;
import dev.upq.fault.Sent;
import java.util.ArrayDeque;

/**
 * Runs of frames into a reply that is still open, with back-pressure. Confined to the caller's
 * thread.
 *
 * <p>The writers of those that were written to the link are used again: what was not, because the
 * caller has left, is left to the outbox and then to the garbage collector. What is kept is on its
 * way: no more than the outbox holds, and the frame that is being written.
 */
public final class Feeding {

  private final ChannelState state;
  private final ChannelLimits limits;
  private final Reply reply;
  private final ArrayDeque<Leaving> leaving = new ArrayDeque<>();

  /** Frames on their way, and the offset at which they end. */
  private record Leaving(ByteWriter frames, long end) {}

  Feeding(ChannelState state, ChannelLimits limits, Reply reply) {
    this.state = state;
    this.limits = limits;
    this.reply = reply;
  }

  /**
   * An empty writer of at least so many bytes: one whose frames were written, or a new one. For
   * {@link #feed}, or to be forgotten.
   */
  public ByteWriter writer(int bytes) {
    long written = written();
    Leaving oldest = leaving.peek();
    while (oldest != null && oldest.end <= written) {
      leaving.remove();
      if (oldest.frames.array().length >= bytes) {
        oldest.frames.truncate(0);
        return oldest.frames;
      }
      oldest = leaving.peek();
    }
    return new ByteWriter(bytes, ByteWriter.MAX_MESSAGE_BYTES);
  }

  /**
   * Puts frames into the outbox; waits while that is full, by the reply's own deadline and
   * interruptibility.
   *
   * @param frames belong to the channel from now on
   * @return false, and nothing sent, where a message of the answer has come: the server has spoken
   *     before all was said
   * @throws PgException with {@link Sent#MAYBE} where the caller is interrupted or late; the reply
   *     stays open, and what ends it is the conversation's affair
   */
  public boolean feed(ByteWriter frames) {
    Patience patience = new Patience(reply.deadline(), reply.interruptible());
    try {
      return feed(frames, patience);
    } finally {
      patience.end();
    }
  }

  private boolean feed(ByteWriter frames, Patience patience) {
    Thread self = Thread.currentThread();
    while (true) {
      Thread toWake = null;
      state.lock.lock();
      try {
        reply.waiter = null;
        state.waiting.remove(self);
        if (reply.hasMore() || !reply.holdsNothing() || reply.complete) {
          return false;
        }
        state.refuseIfEnded(Sent.MAYBE);
        if (state.out.queuedBytes() < limits.outboxBytes()) {
          state.out.add(frames.array(), frames.size());
          leaving.add(new Leaving(frames, state.out.end()));
          toWake = state.releaseWriter();
          return true;
        }
        reply.waiter = self;
        state.waiting.add(self);
      } finally {
        state.lock.unlock();
        ChannelState.wake(toWake);
      }
      if (reply.interruptible() && self.isInterrupted()) {
        state.leave(self);
        throw Channel.interrupted(Sent.MAYBE);
      }
      if (reply.deadline().passed()) {
        state.leave(self);
        throw Channel.late(Sent.MAYBE);
      }
      patience.park(reply);
    }
  }

  private long written() {
    state.lock.lock();
    try {
      return state.out.written();
    } finally {
      state.lock.unlock();
    }
  }
}
