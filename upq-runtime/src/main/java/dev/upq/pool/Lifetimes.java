// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import dev.upq.time.Clock;
import java.time.Duration;

/**
 * How long connections live: each a little longer or shorter than the others, up to a tenth, so
 * that those which were made together do not end together. Guarded by the pool's lock.
 */
final class Lifetimes {

  private static final long SPREAD = 10;

  private final long lifetimeNanos;
  private final Chance chance;

  /**
   * @param lifetime zero for ever
   */
  Lifetimes(Duration lifetime, Chance chance) {
    this.lifetimeNanos = lifetime.toNanos();
    this.chance = chance;
  }

  /** The shortest that may come out, in nanoseconds; zero where they live for ever. */
  static long shortest(Duration lifetime) {
    long nanos = lifetime.toNanos();
    return nanos - nanos / SPREAD;
  }

  /** The end of one that is made now: a reading of the same clock, or {@link Clock#NEVER}. */
  long end(long now) {
    if (lifetimeNanos == 0) {
      return Clock.NEVER;
    }
    long spread = lifetimeNanos / SPREAD;
    return now + lifetimeNanos - spread + chance.below(2 * spread + 1, now);
  }
}
