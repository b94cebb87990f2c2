// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** The pauses between attempts, and the lifetimes of connections. */
final class BackoffTest {

  private static final Duration MOST = Duration.ofSeconds(5);

  @RepeatedTest(200)
  @DisplayName(
      "C10: pauses are drawn below 50 ms, twice that, ... 5 s; at most 40 attempts in 30 s")
  void pausesGrow(RepetitionInfo run) {
    long now = run.getCurrentRepetition() * 1_000_003L;
    Backoff backoff = new Backoff(MOST, new Chance());
    long limit = Duration.ofMillis(50).toNanos();
    long end = now + Duration.ofSeconds(30).toNanos();
    int attempts = 0;
    while (now < end) {
      long pause = backoff.next(now);
      assertThat(pause).isBetween(1L, limit);
      limit = Math.min(2 * limit, MOST.toNanos());
      now += pause;
      attempts++;
    }
    assertThat(attempts).isBetween(7, 40);
    backoff.reset();
    assertThat(backoff.next(now)).isLessThanOrEqualTo(Duration.ofMillis(50).toNanos());
  }

  @Test
  void pausesAreSpreadEvenly() {
    Chance chance = new Chance();
    int[] counts = new int[10];
    for (int i = 0; i < 100_000; i++) {
      counts[(int) chance.below(10, 17L * i)]++;
    }
    for (int count : counts) {
      assertThat(count).isBetween(9_500, 10_500);
    }
  }

  @Test
  @DisplayName("RS-14: lifetimes are spread over a tenth to both sides")
  void lifetimesAreSpread() {
    Lifetimes lifetimes = new Lifetimes(Duration.ofSeconds(100), new Chance());
    long shortest = Long.MAX_VALUE;
    long longest = 0;
    for (long now = 0; now < 10_000; now++) {
      long lives = lifetimes.end(now) - now;
      shortest = Math.min(shortest, lives);
      longest = Math.max(longest, lives);
    }
    assertThat(shortest).isBetween(90_000_000_000L, 90_100_000_000L);
    assertThat(longest).isBetween(109_900_000_000L, 110_000_000_000L);
    assertThat(new Lifetimes(Duration.ZERO, new Chance()).end(7)).isEqualTo(Long.MAX_VALUE);
  }
}
