// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.bytes.ByteReader;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.Sent;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.FrameLimits;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Frames what a link brings. Confined to the thread that reads: the connecting thread first, the
 * reader after.
 *
 * <p>Bytes are read into an array and never overwritten while anybody may look at them: when the
 * array is full another takes its place, a new one or one that was {@linkplain Slab given back}. An
 * array grows with the bytes that have come, never with the bytes that a length claims.
 */
final class Inbox {

  private static final int SMALL_BYTES = 8 * 1024;
  private static final int LARGE_BYTES = 64 * 1024;
  private static final int HEADER_BYTES = 5;

  /** By how much an array may be larger than what has come of a message. */
  private static final long GROWTH = 4;

  private final Link link;
  private final int maxMessageBytes;
  private boolean authenticated;

  /** An array of {@link #LARGE_BYTES} that nobody looks at any more, where there is one. */
  private final AtomicReference<byte @Nullable []> spare = new AtomicReference<>();

  private byte[] array = new byte[SMALL_BYTES];
  private Slab slab = new Slab(array, new AtomicReference<>());
  private int frame;
  private int frameEnd;
  private int filled;
  private int capacityBytes = SMALL_BYTES;
  private long received;
  private int generation;

  Inbox(Link link, int maxMessageBytes) {
    this.link = link;
    this.maxMessageBytes = maxMessageBytes;
  }

  /** From now on messages may be as long as the configuration allows. */
  void authenticated() {
    authenticated = true;
  }

  /**
   * Makes the next frame the current one; blocks until all of it is there.
   *
   * @return false where the stream ended between two frames
   * @throws EOFException where it ended inside a frame
   * @throws PgProtocolException where the header cannot be one
   */
  boolean next() throws IOException {
    frame = frameEnd;
    while (filled - frame < HEADER_BYTES) {
      if (!fill(HEADER_BYTES)) {
        if (filled == frame) {
          return false;
        }
        throw new EOFException("the stream ended inside a message's header");
      }
    }
    int length = checkedLength();
    int whole = 1 + length;
    while (filled - frame < whole) {
      if (!fill(whole)) {
        throw new EOFException("the stream ended inside a message");
      }
    }
    frameEnd = frame + whole;
    return true;
  }

  /** True where the next frame is already here, whole. */
  boolean another() {
    if (filled - frameEnd < HEADER_BYTES) {
      return false;
    }
    int length = ByteReader.int4(array, frameEnd + 1);
    return length >= 4 && length <= filled - frameEnd - 1;
  }

  byte type() {
    return array[frame];
  }

  /** What the current frame stands in. */
  Slab slab() {
    return slab;
  }

  /** Changes whenever another array takes the place of the slab's. */
  int generation() {
    return generation;
  }

  /** Where the current frame's type byte stands in the slab's array. */
  int frameFrom() {
    return frame;
  }

  /** Where the current frame ends in the slab's array. */
  int frameTo() {
    return frameEnd;
  }

  /** The current frame as a message. */
  BackendMessage message() {
    return BackendMessage.decode(type(), array, frame + HEADER_BYTES, frameEnd);
  }

  /** Reads on to the end of the stream and throws away what comes. */
  void discard() throws IOException {
    byte[] rest = new byte[256];
    while (link.read(rest, 0, rest.length) >= 0) {
      // Nothing is to be read here.
    }
  }

  /** Bytes received since the link stands. */
  long received() {
    return received;
  }

  /** True where bytes have come that belong to no frame yet that was asked for. */
  boolean holdsMore() {
    return filled > frameEnd;
  }

  private int checkedLength() {
    byte type = array[frame];
    int length = ByteReader.int4(array, frame + 1);
    int most = FrameLimits.maxLength(type, authenticated, maxMessageBytes);
    if (length < 4 || length > most) {
      throw new PgProtocolException(
          "the server sent a message of type "
              + printable(type)
              + " with the length "
              + length
              + ", where 4 to "
              + most
              + " is possible; the connection was closed",
          Sent.MAYBE);
    }
    return length;
  }

  private boolean fill(int wanted) throws IOException {
    makeRoom(wanted);
    int read = link.read(array, filled, array.length - filled);
    if (read < 0) {
      return false;
    }
    filled += read;
    received += read;
    capacityBytes = filled == array.length ? LARGE_BYTES : SMALL_BYTES;
    return true;
  }

  private void makeRoom(int wanted) {
    int have = filled - frame;
    int free = array.length - filled;
    if (free > 0 && (frame + (long) wanted <= array.length || free >= SMALL_BYTES)) {
      return;
    }
    int grown = (int) Math.min(Integer.MAX_VALUE - 8L, GROWTH * have);
    int size = Math.max(capacityBytes, Math.min(wanted, grown));
    byte[] bigger = array(Math.max(size, have + SMALL_BYTES));
    System.arraycopy(array, frame, bigger, 0, have);
    array = bigger;
    slab.giveBack();
    slab = new Slab(bigger, bigger.length == LARGE_BYTES ? spare : new AtomicReference<>());
    generation++;
    frameEnd -= frame;
    frame = 0;
    filled = have;
  }

  private byte[] array(int size) {
    byte[] used = size == LARGE_BYTES ? spare.getAndSet(null) : null;
    return used == null ? new byte[size] : used;
  }

  static String printable(byte type) {
    return type > 0x20 && type < 0x7f ? "'" + (char) type + "'" : "0x" + hex(type);
  }

  private static String hex(byte value) {
    return Integer.toHexString((value & 0xff) | 0x100).substring(1);
  }

  @Override
  public String toString() {
    return "Inbox" + Arrays.asList(frame, frameEnd, filled, array.length);
  }
}
