// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench;

import dev.upq.bench.work.Case;

/**
 * How long and how often. Immutable.
 *
 * @param rounds how often each client is measured in a case
 * @param seconds how long a round is
 * @param warmUpSeconds how long each client works before it is measured
 * @param rows how many facts there are
 * @param thorough whether the heap of each client is looked for, not only upq's
 */
record Rounds(int rounds, double seconds, double warmUpSeconds, int rows, boolean thorough) {

  static Rounds standard() {
    return new Rounds(3, 3, 5, 1_000_000, true);
  }

  /** All cases within six minutes. */
  static Rounds quick() {
    return new Rounds(2, 0.4, 0.8, 100_000, false);
  }

  Rounds withRounds(int other) {
    return new Rounds(other, seconds, warmUpSeconds, rows, thorough);
  }

  Rounds withSeconds(double other) {
    return new Rounds(rounds, other, Math.max(warmUpSeconds, Math.min(other, 5)), rows, thorough);
  }

  /** Rounds of the start of a JVM are single starts, so there are more of them. */
  int of(Case work) {
    return work == Case.FIRST_ANSWER ? Math.max(5, 3 * rounds) : rounds;
  }
}
