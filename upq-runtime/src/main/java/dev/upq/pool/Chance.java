// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

/**
 * Numbers that are evenly spread, for jitter and not for secrets. One thread at a time, or guarded
 * by its user's lock.
 *
 * <p>They follow from the times at which they are asked for, and from those asked for before: two
 * programs do not ask in the same nanosecond, and a simulated run repeats itself. The mixing is
 * that of SplitMix (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
 */
public final class Chance {

  private static final long GAMMA = 0x9e3779b97f4a7c15L;

  private long state;

  /** One that begins anew. */
  public Chance() {}

  /**
   * From 0 to below {@code bound}, which is positive.
   *
   * @param now a reading of the clock
   */
  public long below(long bound, long now) {
    state = (state ^ now) + GAMMA;
    long mixed = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return Math.floorMod(mixed ^ (mixed >>> 31), bound);
  }
}
