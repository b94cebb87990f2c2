// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.bytes.ByteWriter;
import dev.upq.crew.Crew;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.Sent;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import dev.upq.wire.Terminate;
import dev.upq.wire.TransactionStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
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

  private static final Duration LAST_FLUSH = Duration.ofSeconds(1);
  private static final Duration FAREWELL = Duration.ofMillis(800);
  private static final Duration LAST_WORDS = Duration.ofMillis(200);

  private final Link link;
  private final Crew crew;
  private final Clock clock;
  private final ChannelLimits limits;
  private final Asides asides;
  private final Canceller canceller;
  private final String name;

  private final ReentrantLock lock = new ReentrantLock();
  // All guarded by lock.
  private final Outbox out = new Outbox();
  private final ArrayDeque<Reply> owed = new ArrayDeque<>();
  private final ArrayList<Thread> waiting = new ArrayList<>();
  private TransactionStatus status;
  private boolean settling;
  private boolean closing;
  private @Nullable PgException ending;
  private @Nullable Thread idleWriter;
  private @Nullable Thread heldReader;
  private @Nullable Runnable onEnd;
  private boolean linkClosed;
  // Written under the lock, read without it: true from the moment that no request is taken any
  // more.
  private volatile boolean over;

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
    this.status = status;
    this.name = name;
  }

  /** Starts the two threads that own the link from now on. */
  void start(Inbox inbox) {
    crew.start("upq-reader " + name, new Reader(this, inbox, asides)::run);
    crew.start("upq-writer " + name, new Writer(this, link)::run);
  }

  /**
   * Sends a request that is answered by one reply.
   *
   * @see #send(ByteWriter, int, Deadline, boolean)
   */
  public Reply send(ByteWriter request, Deadline deadline, boolean interruptible) {
    return send(request, 1, deadline, interruptible).getFirst();
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
    lock.lock();
    try {
      refuseIfEnded(Sent.NOTHING);
      for (int i = 0; i < syncs; i++) {
        Reply reply = new Reply(this, deadline, interruptible, out.end());
        replies.add(reply);
        owed.add(reply);
      }
      out.add(request.array(), request.size());
      toWake = releaseWriter();
    } finally {
      lock.unlock();
    }
    wake(toWake);
    return replies;
  }

  /**
   * Sends frames that belong to a reply which is still open: what follows CopyInResponse. Waits for
   * nothing.
   */
  public void feed(ByteWriter frames) {
    Thread toWake;
    lock.lock();
    try {
      refuseIfEnded(Sent.MAYBE);
      out.add(frames.array(), frames.size());
      toWake = releaseWriter();
    } finally {
      lock.unlock();
    }
    wake(toWake);
  }

  /** The transaction status of the last ReadyForQuery. */
  public TransactionStatus status() {
    lock.lock();
    try {
      return status;
    } finally {
      lock.unlock();
    }
  }

  /** True while nothing is owed, nothing is being cancelled, and the channel has not ended. */
  public boolean quiet() {
    lock.lock();
    try {
      return ending == null && !closing && !settling && owed.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** True where the channel takes no request any more. Takes no lock. */
  public boolean ended() {
    return over;
  }

  /** Why the channel ended, once it has. */
  public Optional<PgException> ending() {
    lock.lock();
    try {
      return Optional.ofNullable(ending);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the channel is {@linkplain #quiet() quiet} or has ended.
   *
   * @return whether it is quiet; false where it ended or the deadline passed
   */
  public boolean awaitQuiet(Deadline deadline) {
    return await(deadline, () -> ending != null || (!settling && owed.isEmpty())) && quiet();
  }

  /**
   * Waits until the channel has ended and its link is closed; false where the deadline passed
   * before.
   */
  public boolean awaitEnd(Deadline deadline) {
    return await(deadline, () -> linkClosed);
  }

  /**
   * Runs {@code task} on a thread of the crew once the channel has ended and its link is closed; at
   * once where it is. Set once.
   */
  public void onEnd(Runnable task) {
    lock.lock();
    try {
      if (!linkClosed) {
        onEnd = task;
        return;
      }
    } finally {
      lock.unlock();
    }
    crew.start("upq-ended " + name, task);
  }

  /**
   * Says goodbye and closes: Terminate is written behind what is queued, then the link is closed.
   * Returns at once; replies that are still owed fail. Idempotent.
   */
  public void close() {
    ByteWriter goodbye = new ByteWriter();
    new Terminate().encode(goodbye);
    Thread toWake;
    lock.lock();
    try {
      if (ending != null || closing) {
        return;
      }
      closing = true;
      over = true;
      out.add(goodbye.array(), goodbye.size());
      toWake = releaseWriter();
    } finally {
      lock.unlock();
    }
    wake(toWake);
    crew.start(
        "upq-closer " + name,
        () -> {
          awaitEnd(Deadline.after(clock, LAST_FLUSH));
          end(new PgConnectionLostException("the connection was closed", Sent.MAYBE));
        });
  }

  /**
   * Closes the link without a word. Replies that are still owed fail with {@code why}. Idempotent.
   */
  public void abort(PgException why) {
    end(why);
  }

  // What follows is for the conversation's reply.

  /**
   * Takes the next run of frames, or waits for it; gives up where the caller is interrupted or
   * late.
   */
  Reply.Run take(Reply reply) {
    Patience patience = new Patience(reply.deadline(), reply.interruptible());
    try {
      return take(reply, patience);
    } finally {
      patience.end();
    }
  }

  private Reply.Run take(Reply reply, Patience patience) {
    Thread self = Thread.currentThread();
    while (true) {
      Thread toWake = null;
      lock.lock();
      try {
        Reply.Run run = reply.runs.poll();
        if (run != null) {
          reply.bufferedBytes -= run.to - run.from;
          reply.waiter = null;
          toWake = releaseReader();
          return run;
        }
        if (ending != null) {
          throw lost(reply.sent(out));
        }
        reply.waiter = self;
      } finally {
        lock.unlock();
        wake(toWake);
      }
      if (reply.interruptible() && self.isInterrupted()) {
        throw interrupted(abandon(reply));
      }
      if (reply.deadline().passed()) {
        throw late(abandon(reply));
      }
      patience.park(this);
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
    lock.lock();
    try {
      sent = reply.sent(out);
      if (reply.complete || reply.abandoned || ending != null || withdrawn(reply)) {
        return sent;
      }
      reply.abandoned = true;
      reply.runs.clear();
      reply.bufferedBytes = 0;
      start = !settling;
      settling = true;
      toWake = releaseReader();
    } finally {
      lock.unlock();
    }
    wake(toWake);
    if (start) {
      crew.start("upq-settler " + name, new Settler(this, clock, limits, canceller)::run);
    }
    return sent;
  }

  /** Under the lock: takes the request back, and with it every reply that it would have had. */
  private boolean withdrawn(Reply reply) {
    if (!out.withdraw(reply.beginsAt)) {
      return false;
    }
    for (Reply each : owed) {
      each.abandoned |= each.beginsAt == reply.beginsAt;
    }
    owed.removeIf(each -> each.beginsAt == reply.beginsAt);
    return true;
  }

  /** The peer broke the protocol: ends the channel. */
  PgProtocolException violation(String what) {
    PgProtocolException violation =
        new PgProtocolException(
            "the server broke the protocol: " + what + "; the connection was closed", Sent.MAYBE);
    end(violation);
    return violation;
  }

  // What follows is for the channel's own threads.

  /** The reader hands over frames of the answer at the head; waits where its caller is slow. */
  void deliver(Reply.Run run, @Nullable TransactionStatus ready) {
    Thread toWake;
    List<Thread> others = List.of();
    lock.lock();
    try {
      Reply head = owed.peek();
      if (head == null) {
        throw new PgProtocolException(
            "an answer came that nothing had asked for; the connection was closed", Sent.MAYBE);
      }
      if (!out.hasLeft(head.beginsAt)) {
        throw new PgProtocolException(
            "an answer came before its request was sent; the connection was closed", Sent.MAYBE);
      }
      if (!head.abandoned) {
        head.runs.add(run);
        head.bufferedBytes += run.to - run.from;
      }
      if (ready != null) {
        owed.remove();
        head.complete = true;
        status = ready;
        others = drainWaiting();
      }
      toWake = head.waiter;
    } finally {
      lock.unlock();
    }
    wake(toWake);
    others.forEach(LockSupport::unpark);
    if (ready == null) {
      awaitRoomInHead();
    }
  }

  /** True where an answer is owed to a request that has begun to leave. */
  boolean owesAnswer() {
    lock.lock();
    try {
      Reply head = owed.peek();
      return head != null && out.hasLeft(head.beginsAt);
    } finally {
      lock.unlock();
    }
  }

  /** The writer asks for what is to be written; waits for it; null once the channel has ended. */
  Outbox.@Nullable Chunk nextChunk() {
    while (true) {
      List<Thread> others = List.of();
      lock.lock();
      try {
        if (ending != null) {
          return null;
        }
        Outbox.Chunk chunk = out.take();
        if (chunk != null) {
          others = drainWaiting();
          return chunk;
        }
        idleWriter = Thread.currentThread();
      } finally {
        lock.unlock();
        others.forEach(LockSupport::unpark);
      }
      clock.parkUntil(this, Clock.NEVER);
    }
  }

  /**
   * The writer's link failed. The server's last words may still be on their way in, so the reader
   * is given a moment to come to them before the channel ends.
   */
  void writeFailed(PgException why) {
    awaitEnd(Deadline.after(clock, LAST_WORDS));
    end(why);
  }

  /** The reply that the settler has to see through: the head of the queue where it is abandoned. */
  @Nullable Reply abandonedHead() {
    lock.lock();
    try {
      return headAbandoned() ? owed.peek() : null;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the settler has something to do, or nothing more. */
  void awaitAbandonedHead(Deadline deadline) {
    await(deadline, () -> ending != null || !anyAbandoned() || headAbandoned());
  }

  private boolean anyAbandoned() {
    for (Reply reply : owed) {
      if (reply.abandoned) {
        return true;
      }
    }
    return false;
  }

  private boolean headAbandoned() {
    Reply head = owed.peek();
    return head != null && head.abandoned;
  }

  /**
   * Waits until the reply is complete; false where the deadline passes or the channel ends before.
   */
  boolean awaitComplete(Reply reply, Deadline deadline) {
    await(deadline, () -> ending != null || reply.complete);
    lock.lock();
    try {
      return reply.complete;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The settler's last act: lets new requests in, unless something was abandoned in the meantime.
   */
  boolean settled() {
    List<Thread> others;
    lock.lock();
    try {
      if (ending == null && anyAbandoned()) {
        return false;
      }
      settling = false;
      others = drainWaiting();
    } finally {
      lock.unlock();
    }
    others.forEach(LockSupport::unpark);
    return true;
  }

  /** Ends the channel and closes its link. The first reason stays. */
  void end(PgException why) {
    becomeEnded(why);
    closeLink();
  }

  /**
   * The server has said its last word. The channel ends, but its link stays until the server has
   * closed it too, or a moment is over: only then has the server let go of the session, and with it
   * of a place for another.
   */
  void dismissed(PgException why) {
    becomeEnded(why);
    crew.start(
        "upq-closer " + name,
        () -> {
          awaitEnd(Deadline.after(clock, FAREWELL));
          closeLink();
        });
  }

  /** The one way into the terminal state. */
  private void becomeEnded(PgException why) {
    List<@Nullable Thread> toWake;
    lock.lock();
    try {
      if (ending != null) {
        return;
      }
      ending = why;
      over = true;
      toWake = new ArrayList<>(drainWaiting());
      for (Reply reply : owed) {
        if (reply.waiter != null) {
          toWake.add(reply.waiter);
        }
      }
      toWake.addAll(Arrays.asList(releaseWriter(), releaseReader()));
    } finally {
      lock.unlock();
    }
    toWake.forEach(Channel::wake);
    asides.ended();
  }

  private void closeLink() {
    link.abort();
    List<Thread> others;
    @Nullable Runnable task;
    lock.lock();
    try {
      linkClosed = true;
      others = drainWaiting();
      task = onEnd;
      onEnd = null;
    } finally {
      lock.unlock();
    }
    others.forEach(LockSupport::unpark);
    if (task != null) {
      crew.start("upq-ended " + name, task);
    }
  }

  private void awaitTurn(Deadline deadline, boolean interruptible) {
    Patience patience = new Patience(deadline, interruptible);
    try {
      awaitTurn(deadline, interruptible, patience);
    } finally {
      patience.end();
    }
  }

  private void awaitTurn(Deadline deadline, boolean interruptible, Patience patience) {
    Thread self = Thread.currentThread();
    while (true) {
      if (interruptible && self.isInterrupted()) {
        leave(self);
        throw interrupted(Sent.NOTHING);
      }
      lock.lock();
      try {
        refuseIfEnded(Sent.NOTHING);
        boolean room = out.queuedBytes() < limits.outboxBytes() || !owed.isEmpty();
        waiting.remove(self);
        if (!settling && room) {
          return;
        }
        waiting.add(self);
      } finally {
        lock.unlock();
      }
      if (deadline.passed()) {
        leave(self);
        throw late(Sent.NOTHING);
      }
      patience.park(this);
    }
  }

  private boolean await(Deadline deadline, Condition condition) {
    Patience patience = new Patience(deadline, false);
    try {
      return await(deadline, condition, patience);
    } finally {
      patience.end();
    }
  }

  private boolean await(Deadline deadline, Condition condition, Patience patience) {
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
  private interface Condition {
    boolean holds();
  }

  private void leave(Thread self) {
    lock.lock();
    try {
      waiting.remove(self);
    } finally {
      lock.unlock();
    }
  }

  private void awaitRoomInHead() {
    while (true) {
      lock.lock();
      try {
        Reply head = owed.peek();
        if (ending != null || head == null || head.bufferedBytes < limits.replyBytes()) {
          return;
        }
        heldReader = Thread.currentThread();
      } finally {
        lock.unlock();
      }
      clock.parkUntil(this, Clock.NEVER);
    }
  }

  private @Nullable Thread releaseWriter() {
    Thread released = idleWriter;
    idleWriter = null;
    return released;
  }

  private @Nullable Thread releaseReader() {
    Thread released = heldReader;
    heldReader = null;
    return released;
  }

  private List<Thread> drainWaiting() {
    if (waiting.isEmpty()) {
      return List.of();
    }
    List<Thread> all = new ArrayList<>(waiting);
    waiting.clear();
    return all;
  }

  private void refuseIfEnded(Sent sent) {
    if (ending != null || closing) {
      throw lost(sent);
    }
  }

  private PgException lost(Sent sent) {
    String why = ending == null ? "the connection was closed" : String.valueOf(ending.getMessage());
    return new PgConnectionLostException(why, sent, ending);
  }

  private static PgInterruptedException interrupted(Sent sent) {
    return new PgInterruptedException("interrupted while waiting for the server", sent);
  }

  private static PgTimeoutException late(Sent sent) {
    return new PgTimeoutException("the deadline passed while waiting for the server", sent);
  }

  private static void wake(@Nullable Thread thread) {
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }
}
