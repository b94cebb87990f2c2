// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

/** The source of every choice in a schedule (SplitMix64). One thread at a time. */
public final class SimRandom {

  private static final int MILLE = 1_000;

  private long state;

  SimRandom(long seed) {
    this.state = mix(seed);
  }

  /** A number from 0 to {@code bound} - 1; the bound is at least 1. */
  public int below(int bound) {
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  /** True in that many of a thousand cases. */
  public boolean chance(int perMille) {
    return perMille > 0 && below(MILLE) < perMille;
  }

  public long nextLong() {
    state += 0x9e37_79b9_7f4a_7c15L;
    return mix(state);
  }

  static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d0_49bb_1331_11ebL;
    return z ^ (z >>> 31);
  }
}
