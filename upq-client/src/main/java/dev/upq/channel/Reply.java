// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.bytes.ByteReader;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.Sent;
import dev.upq.time.Deadline;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.CopyData;
import dev.upq.wire.DataRow;
import java.util.ArrayDeque;
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

  private final Channel channel;
  private final Deadline deadline;
  private final boolean interruptible;

  /** Where its request begins in the outbox; replies to one request have it in common. */
  final long beginsAt;

  // Guarded by the channel's lock.
  final ArrayDeque<Run> runs = new ArrayDeque<>();
  long bufferedBytes;
  boolean complete;
  boolean abandoned;
  @Nullable Thread waiter;

  // Written under the lock, read without it.
  volatile boolean exposed;

  // The caller's alone.
  private byte[] array = new byte[0];
  private int position;
  private int end;
  private boolean ended;

  /**
   * Whole frames, one after the other, in {@code array[from, to)}, which nobody writes to any more.
   */
  static final class Run {
    final byte[] array;
    final int from;
    final int to;

    Run(byte[] array, int from, int to) {
      this.array = array;
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
    if (ended) {
      throw channel.violation("an answer was asked for more than it has");
    }
    if (position == end) {
      Run run = channel.take(this);
      array = run.array;
      position = run.from;
      end = run.to;
    }
    byte type = array[position];
    int bodyFrom = position + HEADER_BYTES;
    int bodyTo = position + 1 + new ByteReader(array, position + 1, bodyFrom).int4();
    position = bodyTo;
    try {
      if (type == 'D') {
        return DataRow.view(array, bodyFrom, bodyTo);
      }
      if (type == 'd') {
        return CopyData.view(array, bodyFrom, bodyTo);
      }
      ended = type == 'Z';
      return BackendMessage.decode(type, new ByteReader(array, bodyFrom, bodyTo));
    } catch (PgProtocolException malformed) {
      throw channel.violation(String.valueOf(malformed.getMessage()));
    }
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
