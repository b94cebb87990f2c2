// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.PgPool;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgException;
import dev.upq.testkit.proxy.Cut;
import dev.upq.testkit.proxy.Direction;
import dev.upq.testkit.proxy.FaultProxy;
import dev.upq.testkit.proxy.Rule;
import dev.upq.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One session on a real server, reset after each of its bytes in turn, in both directions. Long:
 * {@code -Dupq.chaos.cuts=100000}, which is every byte.
 */
@Timeout(1_200)
final class CutEverywhereTest {

  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** All but the lane's, which has a connection of its own. */
  private static final List<Work.Kind> KINDS =
      List.of(
          Work.Kind.POINT,
          Work.Kind.INSERT,
          Work.Kind.TRANSFER,
          Work.Kind.SERIES,
          Work.Kind.STREAM,
          Work.Kind.LEASED,
          Work.Kind.PIPELINE);

  private final int cuts = Chaos.count("cuts", 60);
  private final long seed = Chaos.seed(4);
  private final SplittableRandom random = new SplittableRandom(seed);
  private final Ledger ledger = new Ledger();
  private long nonce;

  @Test
  @DisplayName(
      "C4: a reset at any byte of a session, inside messages and rows too: each call is right or a"
          + " typed loss, and the pool goes on")
  void everyByte() {
    try (Site site = Site.plain();
        FaultProxy proxy = site.proxy();
        PgConnection witness = site.witness()) {
      assertThat(session(site, proxy)).as("without a cut nothing fails").isZero();
      int runs = 0;
      int lost = 0;
      for (Direction direction : Direction.values()) {
        long length = proxy.connection(1).bytes(direction).length;
        long most = Math.min(cuts, length);
        for (long i = 0; i < most; i++) {
          long from = i * length / most;
          long offset = from + random.nextLong((i + 1) * length / most - from);
          proxy.addTo(proxy.connections() + 1, new Rule.CutAt(direction, offset, Cut.RESET));
          try {
            lost += session(site, proxy);
          } catch (AssertionError wrong) {
            throw new AssertionError(direction + " after " + offset + " bytes", wrong);
          }
          proxy.clear();
          runs++;
        }
      }
      Ledger.Found found = ledger.found(witness);
      Chaos.say("C4: %,d cuts, %,d calls lost, %s", runs, lost, found);
      assertThat(found.holds()).as(found.toString()).isTrue();
      assertThat(lost).as("a cut is seen").isGreaterThan(runs / 2);
    }
  }

  /** A session of all kinds of calls from its login on; how many of them failed. */
  private int session(Site site, FaultProxy proxy) {
    int failed = 0;
    try (PgPool pool =
        Chaos.pool(site.through(proxy).with("pool_max", "1").with("pool_min", "0"))) {
      // Neighbours in a run must not share what is drawn.
      Work work = new Work(pool, ledger, new HandedOut(), 0, new SplittableRandom(seed));
      for (Work.Kind kind : KINDS) {
        failed += lost(work, kind) ? 1 : 0;
      }
      // The cut comes once: behind a loss everything is well.
      boolean again = lost(work, Work.Kind.POINT) && lost(work, Work.Kind.POINT);
      assertThat(again).as("still lost").isFalse();
    }
    return failed;
  }

  private boolean lost(Work work, Work.Kind kind) {
    try {
      within(work, kind);
      return false;
    } catch (PgException told) {
      if (!Fate.expected(told)) {
        throw new AssertionError(kind + " failed in a way that says nothing", told);
      }
      return true;
    }
  }

  private void within(Work work, Work.Kind kind) {
    nonce += 1_000;
    long its = nonce + 1 + kind.ordinal();
    Deadline.within(
        LIMIT,
        () -> {
          work.run(kind, its);
          return its;
        });
  }
}
