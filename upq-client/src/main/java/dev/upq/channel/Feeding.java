// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.bytes.ByteWriter;
import dev.upq.fault.Sent;

/**
 * One run of frames into a reply that is still open, with back-pressure. Confined to the caller's
 * thread.
 */
final class Feeding {

  private final ChannelState state;
  private final ChannelLimits limits;
  private final Reply reply;
  private final Patience patience;

  Feeding(ChannelState state, ChannelLimits limits, Reply reply, Patience patience) {
    this.state = state;
    this.limits = limits;
    this.reply = reply;
    this.patience = patience;
  }

  /** See {@link Channel#feed(Reply, ByteWriter)}. */
  boolean feed(ByteWriter frames) {
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
}
