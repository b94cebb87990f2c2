// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.bytes.ByteReader;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.Sent;
import dev.upq.time.Deadline;
import dev.upq.wire.BackendMessage;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one Sync (or Query): messages up to and with ReadyForQuery. The caller's end of the
 * channel, confined to the caller's thread but for what the channel's lock guards.
 *
 * <p>Reading is for one thread at a time, the caller. The reader thread fills it; only the reader
 * takes it out of the queue. What is shared between them is guarded by the channel's lock.
 *
 * <p>States: open (messages may come), complete (ReadyForQuery came), abandoned (the caller gave
 * up; what comes is thrown away, then complete), failed (the channel broke before it was complete).
 */
public final class Reply {

  private static final int HEADER_BYTES = 5;
  private static final byte[] NO_BYTES = {};
  private static final long COLLECTED_BYTES = 256 * 1024;

  private final Channel channel;
  private final Deadline deadline;
  private final boolean interruptible;

  /** Where its request begins in the outbox; replies to one request have it in common. */
  final long beginsAt;

  // Guarded by the channel's lock.
  private @Nullable Run first;
  private @Nullable Run last;
  long bufferedBytes;
  boolean complete;
  boolean abandoned;
  @Nullable Thread waiter;

  // Written under the lock, read without it.
  volatile boolean exposed;

  // Written by the caller, read by the reader, which may see it late.
  private volatile boolean collecting;
  private volatile boolean keepsNothing;

  // The caller's alone.
  private byte[] array = NO_BYTES;
  private @Nullable Slab lent;
  private int position;
  private int end;
  private int rowFrom;
  private int rowTo;
  private boolean ended;

  /**
   * Whole frames, one after the other, in {@code slab.bytes[from, to)}, which nobody writes to
   * while anybody may look at them.
   */
  static final class Run {
    final Slab slab;
    final int from;
    final int to;

    /** Whether its slab is to be given back. Guarded by the channel's lock. */
    private boolean lent;

    /** The one that came after it in the same reply. Guarded by the channel's lock. */
    private @Nullable Run next;

    Run(Slab slab, int from, int to) {
      this.slab = slab;
      this.from = from;
      this.to = to;
    }
  }

  Reply(Channel channel, Deadline deadline, boolean interruptible, long beginsAt) {
    this.channel = channel;
    this.deadline = deadline;
    this.interruptible = interruptible;
    this.beginsAt = beginsAt;
  }

  /**
   * The next message of the answer; waits for it. After ReadyForQuery nothing may be asked for any
   * more.
   *
   * @throws dev.upq.fault.PgInterruptedException where the thread is interrupted while it waits:
   *     the reply is abandoned, its statement cancelled
   * @throws dev.upq.fault.PgTimeoutException where the deadline passes: the same
   * @throws dev.upq.fault.PgConnectionLostException where the channel ends before the answer does
   * @throws PgProtocolException where the message is malformed: the channel is broken by it
   */
  public BackendMessage next() {
    byte type = type();
    int bodyFrom = position + HEADER_BYTES;
    int bodyTo = position + 1 + ByteReader.int4(array, position + 1);
    position = bodyTo;
    try {
      ended = type == 'Z';
      BackendMessage message = BackendMessage.decode(type, array, bodyFrom, bodyTo);
      if (ended) {
        giveBack();
      }
      return message;
    } catch (PgProtocolException malformed) {
      throw channel.violation(String.valueOf(malformed.getMessage()));
    }
  }

  /**
   * Takes the next message where it is a DataRow, without an object for it and unchecked: its body
   * stands in {@link #array()} from {@link #rowFrom()} to {@link #rowTo()}. Waits for it and fails
   * as {@link #next()}.
   *
   * @return false where it is another; {@link #next()} gives it then
   */
  public boolean nextRow() {
    if (type() != 'D') {
      return false;
    }
    rowFrom = position + HEADER_BYTES;
    rowTo = position + 1 + ByteReader.int4(array, position + 1);
    position = rowTo;
    return true;
  }

  private void giveBack() {
    Slab slab = lent;
    if (slab != null) {
      lent = null;
      slab.giveBack();
    }
  }

  /**
   * Where the last message stands. Nobody writes to it any more, but where the caller {@linkplain
   * #keepsNothing() keeps nothing}: then it is good until the next message is asked for.
   */
  public byte[] array() {
    return array;
  }

  /** Where the body of the row begins that was taken last. */
  public int rowFrom() {
    return rowFrom;
  }

  /** Where the body of the row ends that was taken last. */
  public int rowTo() {
    return rowTo;
  }

  /** The type of the next message; waits for it. */
  private byte type() {
    if (ended) {
      throw channel.violation("an answer was asked for more than it has");
    }
    if (position == end) {
      giveBack();
      Run run = channel.take(this);
      lent = run.lent ? run.slab : null;
      array = run.slab.bytes;
      position = run.from;
      end = run.to;
    }
    return array[position];
  }

  /** True where {@link #next()} has a message at hand that came with the one before. */
  boolean hasMore() {
    return position != end;
  }

  /** True once ReadyForQuery was taken by {@link #next()}. */
  public boolean ended() {
    return ended;
  }

  /** The conversation met something that cannot be: breaks the channel. */
  public PgProtocolException violation(String what) {
    return channel.violation(what);
  }

  /** The conversation met a message that has no place where it came: breaks the channel. */
  public PgProtocolException unexpected(BackendMessage message, String where) {
    return channel.violation(
        "a message of type " + Inbox.printable((byte) message.type()) + " came " + where);
  }

  /**
   * Gives the answer up: what is still to come is thrown away by the reader, and the statement is
   * cancelled on the server. Returns at once. Does nothing where the answer is complete.
   */
  public void abandon() {
    channel.abandon(this);
  }

  /**
   * True where a cancel request that was meant for another's statement on this connection may have
   * hit this one. What was cancelled so was undone whole, and can be sent again.
   */
  public boolean exposed() {
    return exposed;
  }

  /**
   * From now on the caller wants all rows before it does anything with them: it is woken for many
   * at a time.
   */
  public void collect() {
    collecting = true;
  }

  /**
   * From now on the caller looks at each message only until it asks for the next, and keeps no view
   * of it: what it stands in may be used again then.
   */
  public void keepsNothing() {
    keepsNothing = true;
  }

  /** Under the channel's lock: true where the caller can wait for more rows. */
  boolean collects(long mostBytes) {
    return collecting && bufferedBytes < Math.min(COLLECTED_BYTES, mostBytes);
  }

  // Under the channel's lock: the runs that wait for the caller.

  void add(Run run) {
    run.lent = keepsNothing;
    if (run.lent) {
      run.slab.lend();
    } else {
      run.slab.keep();
    }
    if (last == null) {
      first = run;
    } else {
      last.next = run;
    }
    last = run;
    bufferedBytes += run.to - run.from;
  }

  /** Takes the oldest; null where there is none. */
  @Nullable Run poll() {
    Run run = first;
    if (run != null) {
      first = run.next;
      run.next = null;
      last = first == null ? null : last;
      bufferedBytes -= run.to - run.from;
    }
    return run;
  }

  boolean holdsNothing() {
    return first == null;
  }

  void clear() {
    first = null;
    last = null;
    bufferedBytes = 0;
  }

  Deadline deadline() {
    return deadline;
  }

  boolean interruptible() {
    return interruptible;
  }

  /** How much of the request may have reached the server; under the channel's lock. */
  Sent sent(Outbox out) {
    return out.hasLeft(beginsAt) ? Sent.MAYBE : Sent.NOTHING;
  }
}
