// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.bench.work.Offer;
import org.junit.jupiter.api.Test;

/** One thread, which starts callers and waits for them. */
final class LoadTest {

  private static final double SECONDS = 0.02;

  @Test
  void callersAndChainsAreCountedAndTheirFiguresKnown() throws InterruptedException {
    for (Offer offer :
        new Offer[] {
          new Offer.Blocking((caller, key) -> key),
          new Offer.Chained(Runnable::run, (caller, key, done) -> done.done(key, null))
        }) {
      Sample sample = new Load(offer, key -> key, 3).run(SECONDS);
      // On a machine that is busy otherwise a round may pass before its callers run.
      for (int i = 0; i < 100 && sample.operations() == 0; i++) {
        sample = new Load(offer, key -> key, 3).run(SECONDS);
      }
      assertThat(sample.operations()).isPositive();
      assertThat(sample.seconds()).isGreaterThanOrEqualTo(SECONDS);
      assertThat(sample.cpuNanos()).isPositive();
      assertThat(sample.allocatedBytes()).isPositive();
      assertThat(sample.p50()).isPositive().isLessThanOrEqualTo(sample.p99());
    }
  }

  @Test
  void aWrongAnswerEndsTheRound() {
    for (Offer offer :
        new Offer[] {
          new Offer.Blocking((caller, key) -> key + 1),
          new Offer.Chained(Runnable::run, (caller, key, done) -> done.done(key + 1, null))
        }) {
      assertThatThrownBy(() -> new Load(offer, key -> key, 2).run(SECONDS))
          .hasMessageContaining("a wrong answer for key");
    }
  }

  @Test
  void aFailureEndsTheRound() {
    IllegalStateException failure = new IllegalStateException("the server is gone");
    for (Offer offer :
        new Offer[] {
          new Offer.Blocking(
              (caller, key) -> {
                throw failure;
              }),
          new Offer.Chained(Runnable::run, (caller, key, done) -> done.done(-1, failure))
        }) {
      assertThatThrownBy(() -> new Load(offer, key -> key, 2).run(SECONDS))
          .hasMessage("the server is gone");
    }
  }
}
