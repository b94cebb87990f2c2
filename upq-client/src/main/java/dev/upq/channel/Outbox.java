// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bytes on their way to the server, whole frames only. Guarded by the lock of its {@link Channel}.
 *
 * <p>Offsets count the bytes since the channel opened; they tell whether a request has begun to
 * leave. What waits stands in a ring, so that a request needs no object of its own here.
 */
final class Outbox {

  private static final int BATCH_BYTES = 64 * 1024;
  private static final int FIRST_SLOTS = 16;

  // The ring: slot first, and count - 1 behind it. Their number is a power of two.
  private byte[] @Nullable [] arrays = new byte[FIRST_SLOTS][];
  private int[] lengths = new int[FIRST_SLOTS];
  private long[] offsets = new long[FIRST_SLOTS];
  private int first;
  private int count;

  private long end;
  private long left;
  private long written;
  private long queuedBytes;

  // What was joined last; written anew by the next that is.
  private byte[] joined = {};

  /**
   * What is to be written in one go: the first {@code length} bytes of an array, which hold until
   * the next is taken. Immutable.
   */
  static final class Chunk {
    final byte[] bytes;
    final int length;

    Chunk(byte[] bytes, int length) {
      this.bytes = bytes;
      this.length = length;
    }
  }

  boolean isEmpty() {
    return count == 0;
  }

  long queuedBytes() {
    return queuedBytes;
  }

  /** The offset at which the next request will begin. */
  long end() {
    return end;
  }

  /** True where the byte at {@code offset} was handed to the link, or could have been. */
  boolean hasLeft(long offset) {
    return left > offset;
  }

  /** Everything before this offset was written to the link, and its arrays are free. */
  long written() {
    return written;
  }

  /**
   * Adds the first {@code length} bytes of an array that belongs to the outbox until they are
   * written. Not copied.
   */
  void add(byte[] bytes, int length) {
    if (count == lengths.length) {
      grow();
    }
    int slot = slot(count);
    arrays[slot] = bytes;
    lengths[slot] = length;
    offsets[slot] = end;
    count++;
    end += length;
    queuedBytes += length;
  }

  /** Takes the request that begins at {@code offset} back; false where it has left already. */
  boolean withdraw(long offset) {
    for (int i = 0; i < count; i++) {
      if (offsets[slot(i)] == offset) {
        queuedBytes -= lengths[slot(i)];
        close(i);
        return true;
      }
    }
    return false;
  }

  /**
   * What is to be written next: one request as it is, or several small ones joined; null where
   * there is nothing. For one thread, which has written what it took before.
   */
  @Nullable Chunk take() {
    written = left;
    if (count == 0) {
      return null;
    }
    int slot = first;
    int length = lengths[slot];
    boolean alone = count == 1 || (long) length + lengths[slot(1)] > BATCH_BYTES;
    Chunk taken = alone ? new Chunk(poll(), length) : join();
    queuedBytes -= taken.length;
    return taken;
  }

  private Chunk join() {
    int total = 0;
    int joins = 0;
    while (joins < count && (long) total + lengths[slot(joins)] <= BATCH_BYTES) {
      total += lengths[slot(joins)];
      joins++;
    }
    if (joined.length < total) {
      joined = new byte[Math.min(BATCH_BYTES, Math.max(total, 2 * joined.length))];
    }
    int at = 0;
    for (int i = 0; i < joins; i++) {
      int length = lengths[first];
      System.arraycopy(poll(), 0, joined, at, length);
      at += length;
    }
    return new Chunk(joined, at);
  }

  /** Takes the first one out of the ring. */
  private byte[] poll() {
    byte[] bytes = Objects.requireNonNull(arrays[first]);
    arrays[first] = null;
    left = offsets[first] + lengths[first];
    first = slot(1);
    count--;
    return bytes;
  }

  /** The slot of the one that so many stand in front of. */
  private int slot(int index) {
    return (first + index) & (lengths.length - 1);
  }

  /** Closes the gap that the one at {@code index} leaves. */
  private void close(int index) {
    for (int i = index; i < count - 1; i++) {
      int to = slot(i);
      int from = slot(i + 1);
      arrays[to] = arrays[from];
      lengths[to] = lengths[from];
      offsets[to] = offsets[from];
    }
    count--;
    arrays[slot(count)] = null;
  }

  /** Twice the slots, the first one in the first of them. */
  private void grow() {
    int slots = lengths.length;
    byte[] @Nullable [] allArrays = Arrays.copyOfRange(arrays, first, first + 2 * slots);
    int[] allLengths = Arrays.copyOfRange(lengths, first, first + 2 * slots);
    long[] allOffsets = Arrays.copyOfRange(offsets, first, first + 2 * slots);
    System.arraycopy(arrays, 0, allArrays, slots - first, first);
    System.arraycopy(lengths, 0, allLengths, slots - first, first);
    System.arraycopy(offsets, 0, allOffsets, slots - first, first);
    arrays = allArrays;
    lengths = allLengths;
    offsets = allOffsets;
    first = 0;
  }
}
