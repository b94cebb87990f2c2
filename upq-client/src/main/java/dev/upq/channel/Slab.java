// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An array that frames are read into, and who may still look at it. Thread-safe as the parts say.
 *
 * <p>As a rule nobody writes to the array any more once it is full, for whoever was given a view of
 * it may keep that. But where all of it went to callers who said that they keep nothing ({@link
 * Reply#keepsNothing()}), it is used again when the last of them has gone on. It is counted: the
 * inbox holds it until it is full, each run that was lent until its caller takes the next. What is
 * never given back, as by a caller that gave up, is left to the garbage collector.
 *
 * <p>Not final: a test writes over the array at the first moment at which that is allowed.
 */
class Slab {

  final byte[] bytes;

  private final AtomicReference<byte @Nullable []> spare;

  /** 1 for the inbox, 1 for each run that was lent. */
  private final AtomicInteger holders = new AtomicInteger(1);

  /** Written by the reader's thread before it gives up the inbox's hold. */
  private boolean kept;

  /**
   * @param spare where the array goes when it can be used again
   */
  Slab(byte[] bytes, AtomicReference<byte @Nullable []> spare) {
    this.bytes = bytes;
    this.spare = spare;
  }

  /** By the reader: somebody was given a view who may keep it. */
  void keep() {
    kept = true;
  }

  /** By the reader: a run was given to somebody who gives it back. */
  void lend() {
    holders.incrementAndGet();
  }

  /** By whoever holds it, once: has no use for it any more. */
  void giveBack() {
    if (holders.decrementAndGet() == 0 && !kept) {
      reuse();
    }
  }

  /** Nobody looks at the array any more: it may be written to from now on. */
  void reuse() {
    spare.set(bytes);
  }
}
