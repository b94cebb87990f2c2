// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

import java.lang.StackWalker.StackFrame;
import java.lang.ref.Cleaner;
import java.lang.ref.Cleaner.Cleanable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Watches for a transaction that nobody closes and nobody can reach any more. Thread-safe.
 *
 * <p>It is rolled back by giving its connection back, and told with the place where it was begun.
 * Cost: the newest {@value #FRAMES} frames of the stack are walked when it begins.
 */
final class Leak implements Runnable {

  private static final int FRAMES = 16;

  /** Its thread stands still until the garbage collector has found something. */
  private static final class Watch {
    static final Cleaner CLEANER = Cleaner.create();
  }

  private final Block block;
  private final List<StackFrame> where;

  private Leak(Block block) {
    this.block = block;
    this.where =
        StackWalker.getInstance()
            .walk(
                frames ->
                    frames
                        .dropWhile(frame -> frame.getClassName().startsWith("dev.upq.tx."))
                        .limit(FRAMES)
                        .toList());
  }

  /** Watches; {@code handle} is what the caller has, and nothing of {@code block} leads to it. */
  static Cleanable watch(Object handle, Block block) {
    return Watch.CLEANER.register(handle, new Leak(block));
  }

  /** It was closed, or cannot be reached any more. */
  @Override
  public void run() {
    if (block.closed()) {
      return;
    }
    block.forgotten();
    block
        .connection()
        .probe()
        .warning(
            "a transaction was never closed; it is rolled back now. It was begun at "
                + where.stream()
                    .map(frame -> frame.toStackTraceElement().toString())
                    .collect(Collectors.joining(" < ")));
  }
}
