// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** How much, from which seed, and waiting for what others do. Stateless. */
final class Soak {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(2);

  private Soak() {}

  /** The number for a build, multiplied by the property {@code upq.soak}. */
  static int times(int usual) {
    return Math.multiplyExact(usual, Integer.getInteger("upq.soak", 1));
  }

  /** The seed for a test: its own unless the property {@code upq.seed} names one. */
  static long seed(long own) {
    long seed = Long.getLong("upq.seed", own);
    System.out.println("seed " + seed + ", replay with -Dupq.seed=" + seed);
    return seed;
  }

  /** Looks again and again until it holds; fails after half a minute. */
  static void eventually(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("does not come true: " + what);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
