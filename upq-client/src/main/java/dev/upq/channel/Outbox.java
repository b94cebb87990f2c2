// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Bytes on their way to the server, whole frames only. Guarded by the lock of its {@link Channel}.
 *
 * <p>Offsets count the bytes since the channel opened; they tell whether a request has begun to
 * leave.
 */
final class Outbox {

  private static final int BATCH_BYTES = 64 * 1024;

  private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
  private long end;
  private long left;
  private long queuedBytes;

  /**
   * The first {@code length} bytes of an array that belongs to the outbox from now on. Not copied.
   */
  static final class Chunk {
    final long offset;
    final byte[] bytes;
    final int length;

    Chunk(long offset, byte[] bytes, int length) {
      this.offset = offset;
      this.bytes = bytes;
      this.length = length;
    }
  }

  boolean isEmpty() {
    return chunks.isEmpty();
  }

  long queuedBytes() {
    return queuedBytes;
  }

  /** The offset at which the next chunk will begin. */
  long end() {
    return end;
  }

  /** True where the byte at {@code offset} was handed to the link, or could have been. */
  boolean hasLeft(long offset) {
    return left > offset;
  }

  void add(byte[] bytes, int length) {
    chunks.add(new Chunk(end, bytes, length));
    end += length;
    queuedBytes += length;
  }

  /** Takes the chunk that begins at {@code offset} back; false where it has left already. */
  boolean withdraw(long offset) {
    for (Chunk chunk : chunks) {
      if (chunk.offset == offset) {
        queuedBytes -= chunk.length;
        return chunks.remove(chunk);
      }
    }
    return false;
  }

  /**
   * What is to be written next: one chunk as it is, or several small ones joined; null where there
   * is nothing.
   */
  @Nullable Chunk take() {
    Chunk first = chunks.poll();
    if (first == null) {
      return null;
    }
    Chunk second = chunks.peek();
    left = first.offset + first.length;
    Chunk taken =
        second == null || (long) first.length + second.length > BATCH_BYTES ? first : join(first);
    queuedBytes -= taken.length;
    return taken;
  }

  private Chunk join(Chunk first) {
    long total = first.length;
    for (Chunk chunk : chunks) {
      if (total + chunk.length > BATCH_BYTES) {
        break;
      }
      total += chunk.length;
    }
    byte[] joined = new byte[(int) total];
    System.arraycopy(first.bytes, 0, joined, 0, first.length);
    int at = first.length;
    while (at < total) {
      Chunk chunk = chunks.remove();
      System.arraycopy(chunk.bytes, 0, joined, at, chunk.length);
      at += chunk.length;
      left = chunk.offset + chunk.length;
    }
    return new Chunk(first.offset, joined, at);
  }
}
