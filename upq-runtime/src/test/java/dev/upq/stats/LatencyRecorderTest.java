// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class LatencyRecorderTest {

  private static final long SECOND = 1_000_000_000L;

  private final LatencyRecorder recorder = new LatencyRecorder(Ladder.standard());

  @Test
  void everyQuantileIsWithinThreePercentOfTheObservationOfItsRank() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    long[] all = new long[20_000];
    for (int i = 0; i < all.length; i++) {
      all[i] = (long) Math.exp(random.nextDouble(Math.log(50), Math.log(100e9)));
      recorder.record(all[i]);
    }
    Arrays.sort(all);
    LatencySnapshot snapshot = recorder.snapshot();
    for (double share : new double[] {0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1}) {
      long exact = all[(int) Math.ceil(share * all.length) - 1];
      assertThat((double) snapshot.quantileNanos(share))
          .as("share %s, seed %s", share, seed)
          .isCloseTo(exact, within(0.03 * exact));
    }
    assertThat(snapshot.count()).isEqualTo(all.length);
    assertThat(snapshot.sumNanos()).isEqualTo(Arrays.stream(all).sum());
  }

  @Test
  void whatIsCountedUpToABoundIsExact() {
    Ladder ladder = Ladder.standard();
    for (int i = 0; i < ladder.bounds(); i++) {
      LatencyRecorder one = new LatencyRecorder(ladder);
      one.record(ladder.bound(i) - 1);
      one.record(ladder.bound(i));
      one.record(ladder.bound(i) + 1);
      assertThat(one.snapshot().cumulative().get(i)).as("bound %s", ladder.bound(i)).isEqualTo(2);
      assertThat(one.snapshot().cumulative().getLast()).isEqualTo(3);
    }
  }

  @Test
  void everyTimeFallsIntoTheCellThatHoldsIt() {
    Ladder ladder = Ladder.standard();
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    int before = -1;
    for (long time = 0; time < 10_000; time++) {
      assertThat(ladder.cell(time)).isBetween(before, before + 1);
      before = ladder.cell(time);
    }
    for (int i = 0; i < 100_000; i++) {
      long time = random.nextLong(1L << random.nextInt(1, 43));
      assertThat((double) ladder.middle(ladder.cell(time)))
          .as("time %s, seed %s", time, seed)
          .isCloseTo(time, within(0.016 * time + 0.5));
    }
  }

  @Test
  @DisplayName("ST-14: nothing, less than nothing and more than the last bound are counted")
  void oddTimesAreCounted() {
    recorder.record(0);
    recorder.record(-5);
    recorder.record(Long.MIN_VALUE);
    recorder.record(31 * SECOND);
    recorder.record(1_000_000 * SECOND);
    LatencySnapshot snapshot = recorder.snapshot();
    assertThat(snapshot.cumulative().getFirst()).isEqualTo(3);
    assertThat(snapshot.cumulative().get(Ladder.standard().bounds() - 1)).isEqualTo(3);
    assertThat(snapshot.cumulative().getLast()).isEqualTo(5).isEqualTo(snapshot.count());
    assertThat(snapshot.sumNanos()).isEqualTo(1_000_031 * SECOND);
    assertThat(snapshot.p50Nanos()).isZero();
  }

  @Test
  void whatWasObservedSinceAnEarlierSnapshotStandsAlone() {
    recorder.record(1_000);
    LatencySnapshot before = recorder.snapshot();
    recorder.record(5_000_000);
    recorder.record(5_000_000);
    LatencySnapshot since = recorder.snapshot().since(before);
    assertThat(since.count()).isEqualTo(2);
    assertThat(since.sumNanos()).isEqualTo(10_000_000);
    assertThat((double) since.p50Nanos()).isCloseTo(5e6, within(0.016 * 5e6));
    assertThat(since.plus(before).count()).isEqualTo(3);
    assertThat(since.plus(before).sumNanos()).isEqualTo(10_001_000);
  }

  @Test
  void nothingHasNoQuantile() {
    assertThat(recorder.snapshot().maxNanos()).isZero();
    assertThat(recorder.snapshot().meanNanos()).isZero();
    assertThatThrownBy(() -> recorder.snapshot().quantileNanos(1.1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> recorder.snapshot().quantileNanos(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void boundsOfOnesOwnAreExactToo() {
    Ladder ladder = Ladder.of(100, 1_000_000, 2_000_000_000L);
    LatencyRecorder own = new LatencyRecorder(ladder);
    own.record(100);
    own.record(101);
    own.record(1_000_001);
    assertThat(own.snapshot().cumulative()).containsExactly(1L, 2L, 3L, 3L);
    assertThat(ladder.label(0)).isEqualTo("1e-07");
    assertThat(ladder.label(2)).isEqualTo("2.0");
    assertThatThrownBy(() -> Ladder.of(1_000, 1_001)).isInstanceOf(IllegalArgumentException.class);
  }
}
