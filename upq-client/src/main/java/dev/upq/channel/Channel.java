// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.bytes.ByteWriter;
import dev.upq.crew.Crew;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.Sent;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import dev.upq.wire.TransactionStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The conversation side of one connection: requests in, replies out, in order. Thread-safe.
 *
 * <p>States: open, closing (Terminate is on its way), ended. Ended is terminal; {@link #ending()}
 * says why. The link is closed with it, or, where the server has dismissed us, when the server has
 * closed its end.
 *
 * <p>One lock guards the outbox, the queue of owed replies, their buffers and the state. No I/O is
 * done and no other lock is taken under it; threads are unparked after it is released.
 */
public final class Channel {

  private final Link link;
  private final Crew crew;
  private final Clock clock;
  private final ChannelLimits limits;
  private final Asides asides;
  private final Canceller canceller;
  private final String name;
  private final ChannelState state;
  private final ChannelEnd end;
  private final Backstage backstage;

  Channel(
      Link link,
      Crew crew,
      Clock clock,
      ChannelLimits limits,
      Asides asides,
      Canceller canceller,
      TransactionStatus status,
      String name) {
    this.link = link;
    this.crew = crew;
    this.clock = clock;
    this.limits = limits;
    this.asides = asides;
    this.canceller = canceller;
    this.name = name;
    this.state = new ChannelState(limits, status);
    this.end = new ChannelEnd(state, link, crew, clock, asides, name);
    this.backstage = new Backstage(state, end, limits, clock);
  }

  /** Starts the two threads that own the link from now on. */
  void start(Inbox inbox) {
    crew.start("upq-reader " + name, new Reader(backstage, inbox, asides, new Pace(clock)));
    crew.start("upq-writer " + name, new Writer(backstage, link));
  }

  /**
   * Sends a request that is answered by one reply.
   *
   * @see #send(ByteWriter, int, Deadline, boolean)
   */
  public Reply send(ByteWriter request, Deadline deadline, boolean interruptible) {
    while (true) {
      Reply reply = trySend(request, deadline, interruptible);
      if (reply != null) {
        return reply;
      }
      awaitTurn(deadline, interruptible);
    }
  }

  /**
   * As {@link #send(ByteWriter, Deadline, boolean)}, but waits for nothing: null, and nothing sent,
   * where it would have to. For a caller that has to know the order of requests.
   */
  public @Nullable Reply trySend(ByteWriter request, Deadline deadline, boolean interruptible) {
    if (interruptible && Thread.currentThread().isInterrupted()) {
      throw interrupted(Sent.NOTHING);
    }
    if (deadline.passed()) {
      throw late(Sent.NOTHING);
    }
    Reply reply;
    Thread toWake;
    state.lock.lock();
    try {
      state.refuseIfEnded(Sent.NOTHING);
      if (state.settling || !state.room()) {
        return null;
      }
      reply = new Reply(this, deadline, interruptible, state.out.end());
      state.owed.add(reply);
      state.out.add(request.array(), request.size());
      toWake = state.releaseWriter();
    } finally {
      state.lock.unlock();
    }
    ChannelState.wake(toWake);
    return reply;
  }

  /**
   * Sends whole frames, which hold {@code syncs} messages Sync or Query, and returns as many
   * replies. Returns as soon as the frames are in the outbox. Waits, before anything is put there,
   * for the outbox to have room and for an abandoned statement's cancellation to be over.
   *
   * @param request its array belongs to the channel from now on
   * @param deadline for this and for reading the replies
   * @param interruptible whether an interrupt ends the waiting, here and in the replies
   * @throws PgException with {@link Sent#NOTHING} where it gives up
   */
  public List<Reply> send(ByteWriter request, int syncs, Deadline deadline, boolean interruptible) {
    awaitTurn(deadline, interruptible);
    List<Reply> replies = new ArrayList<>(syncs);
    Thread toWake;
    state.lock.lock();
    try {
      state.refuseIfEnded(Sent.NOTHING);
      for (int i = 0; i < syncs; i++) {
        Reply reply = new Reply(this, deadline, interruptible, state.out.end());
        replies.add(reply);
        state.owed.add(reply);
      }
      state.out.add(request.array(), request.size());
      toWake = state.releaseWriter();
    } finally {
      state.lock.unlock();
    }
    ChannelState.wake(toWake);
    return replies;
  }

  /**
   * Waits until a request may be sent: until the outbox has room and nothing is being cancelled.
   *
   * @throws PgException with {@link Sent#NOTHING} where it gives up
   */
  public void awaitTurn(Deadline deadline, boolean interruptible) {
    Patience patience = new Patience(deadline, interruptible);
    try {
      awaitTurn(deadline, interruptible, patience);
    } finally {
      patience.end();
    }
  }

  /**
   * Sends frames that belong to a reply which is still open: what follows CopyInResponse. Waits for
   * nothing.
   */
  public void feed(ByteWriter frames) {
    Thread toWake;
    state.lock.lock();
    try {
      state.refuseIfEnded(Sent.MAYBE);
      state.out.add(frames.array(), frames.size());
      toWake = state.releaseWriter();
    } finally {
      state.lock.unlock();
    }
    ChannelState.wake(toWake);
  }

  /** Further frames into a reply that is still open, with back-pressure. For one thread. */
  public Feeding feeding(Reply reply) {
    return new Feeding(state, limits, reply);
  }

  /** The transaction status of the last ReadyForQuery. */
  public TransactionStatus status() {
    return state.status;
  }

  /** True while nothing is owed, nothing is being cancelled, and the channel has not ended. */
  public boolean quiet() {
    state.lock.lock();
    try {
      return state.ending == null && !state.closing && !state.settling && state.owed.isEmpty();
    } finally {
      state.lock.unlock();
    }
  }

  /** True where the channel takes no request any more. Takes no lock. */
  public boolean ended() {
    return state.over;
  }

  /** Why the channel ended, once it has. */
  public Optional<PgException> ending() {
    return Optional.ofNullable(state.ending);
  }

  /**
   * Waits until the channel is {@linkplain #quiet() quiet} or has ended.
   *
   * @return whether it is quiet; false where it ended or the deadline passed
   */
  public boolean awaitQuiet(Deadline deadline) {
    return state.await(
            deadline, () -> state.ending != null || (!state.settling && state.owed.isEmpty()))
        && quiet();
  }

  /**
   * Waits until the channel has ended and its link is closed; false where the deadline passed
   * before.
   */
  public boolean awaitEnd(Deadline deadline) {
    return end.awaitEnd(deadline);
  }

  /**
   * Runs {@code task} on a thread of the crew once the channel has ended and its link is closed; at
   * once where it is. Set once.
   */
  public void onEnd(Runnable task) {
    end.onEnd(task);
  }

  /**
   * Says goodbye and closes: Terminate is written behind what is queued, then the link is closed.
   * Returns at once; replies that are still owed fail. Idempotent.
   */
  public void close() {
    end.close();
  }

  /**
   * Closes the link without a word. Replies that are still owed fail with {@code why}. Idempotent.
   */
  public void abort(PgException why) {
    end.end(why);
  }

  // What follows is for the conversation's reply.

  /**
   * Takes the next run of frames, or waits for it; gives up where the caller is interrupted or
   * late.
   */
  Reply.Run take(Reply reply) {
    if (reply.interruptible()) {
      return take(reply, null);
    }
    Patience patience = new Patience(reply.deadline(), false);
    try {
      return take(reply, patience);
    } finally {
      patience.end();
    }
  }

  /** With a patience that keeps interrupts for later; with none where they count. */
  private Reply.Run take(Reply reply, @Nullable Patience patience) {
    Thread self = Thread.currentThread();
    while (true) {
      Thread toWake = null;
      state.lock.lock();
      try {
        Reply.Run run = reply.poll();
        if (run != null) {
          reply.waiter = null;
          toWake = state.releaseReader();
          return run;
        }
        if (state.ending != null) {
          throw state.lost(reply.sent(state.out));
        }
        reply.waiter = self;
      } finally {
        state.lock.unlock();
        ChannelState.wake(toWake);
      }
      if (reply.interruptible() && self.isInterrupted()) {
        throw interrupted(abandon(reply));
      }
      if (reply.deadline().passed()) {
        throw late(abandon(reply));
      }
      Patience.park(patience, reply.deadline(), this);
    }
  }

  /**
   * Gives the reply up and tells how much of its request had left. A request that had not begun to
   * leave is taken back: it never will. Otherwise the reply is marked abandoned and its statement
   * cancelled.
   */
  Sent abandon(Reply reply) {
    Sent sent;
    boolean start;
    Thread toWake;
    state.lock.lock();
    try {
      sent = reply.sent(state.out);
      if (reply.complete || reply.abandoned || state.ending != null || withdrawn(reply)) {
        return sent;
      }
      reply.abandoned = true;
      reply.clear();
      start = !state.settling;
      state.settling = true;
      toWake = state.releaseReader();
    } finally {
      state.lock.unlock();
    }
    ChannelState.wake(toWake);
    if (start) {
      crew.start("upq-settler " + name, new Settler(backstage, clock, limits, canceller)::run);
    }
    return sent;
  }

  /** Under the lock: takes the request back, and with it every reply that it would have had. */
  private boolean withdrawn(Reply reply) {
    if (!state.out.withdraw(reply.beginsAt)) {
      return false;
    }
    for (Reply each : state.owed) {
      each.abandoned |= each.beginsAt == reply.beginsAt;
    }
    state.owed.removeIf(each -> each.beginsAt == reply.beginsAt);
    return true;
  }

  /** The peer broke the protocol: ends the channel. */
  PgProtocolException violation(String what) {
    PgProtocolException violation =
        new PgProtocolException(
            "the server broke the protocol: " + what + "; the connection was closed", Sent.MAYBE);
    end.end(violation);
    return violation;
  }

  /** True while a cancelled statement is being seen to its end; a new request would wait. */
  public boolean settling() {
    return state.settling;
  }

  private void awaitTurn(Deadline deadline, boolean interruptible, Patience patience) {
    Thread self = Thread.currentThread();
    while (true) {
      if (interruptible && self.isInterrupted()) {
        state.leave(self);
        throw interrupted(Sent.NOTHING);
      }
      state.lock.lock();
      try {
        state.refuseIfEnded(Sent.NOTHING);
        boolean room = state.room();
        state.waiting.remove(self);
        if (!state.settling && room) {
          return;
        }
        state.waiting.add(self);
      } finally {
        state.lock.unlock();
      }
      if (deadline.passed()) {
        state.leave(self);
        throw late(Sent.NOTHING);
      }
      patience.park(this);
    }
  }

  static PgInterruptedException interrupted(Sent sent) {
    return new PgInterruptedException("interrupted while waiting for the server", sent);
  }

  static PgTimeoutException late(Sent sent) {
    return new PgTimeoutException("the deadline passed while waiting for the server", sent);
  }
}
