// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Where connections are borrowed, for one loan in {@value #ONE_IN}, the first among them: a walk up
 * the stack costs microseconds, and a leak comes back. Thread-safe.
 */
final class Sites {

  static final int ONE_IN = 16;

  private static final int FRAMES = 6;
  private static final List<String> OURS =
      List.of("dev.upq.pool.", "dev.upq.tx.", "dev.upq.lane.", "dev.upq.PgPool");

  private final StackWalker walker = StackWalker.getInstance();
  private final AtomicInteger loans = new AtomicInteger();

  /** By the borrowing thread. */
  void note(Slot slot) {
    if (loans.getAndIncrement() % ONE_IN == 0) {
      slot.site =
          walker.walk(
              frames ->
                  frames
                      .dropWhile(Sites::isOurs)
                      .limit(FRAMES)
                      .map(Sites::line)
                      .collect(Collectors.joining(" < ")));
    }
  }

  private static boolean isOurs(StackWalker.StackFrame frame) {
    return OURS.stream().anyMatch(frame.getClassName()::startsWith);
  }

  private static String line(StackWalker.StackFrame frame) {
    return frame.getClassName()
        + "."
        + frame.getMethodName()
        + "("
        + frame.getFileName()
        + ":"
        + frame.getLineNumber()
        + ")";
  }
}
