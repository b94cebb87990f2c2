// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.upq.PgPool;
import dev.upq.connection.PgConnection;
import dev.upq.pool.Lease;
import dev.upq.testkit.proxy.Cut;
import dev.upq.testkit.proxy.Direction;
import dev.upq.testkit.proxy.FaultProxy;
import dev.upq.testkit.proxy.Rule;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Links that take everything and answer nothing, or one byte a second. Long: {@code
 * -Dupq.chaos.stall=30}.
 */
@Timeout(600)
final class DeadLinkTest {

  private static final int MAX = 16;

  /** The test's own bound, for machines that are busy; the bar is {@link Tally#GRACE}. */
  private static final Duration GENEROUS = Duration.ofSeconds(1);

  private static final Load.Deadlines DEADLINES = new Load.Deadlines(20, 600);

  private final Duration stall = Chaos.seconds("stall", 1_500);
  private final long seed = Chaos.seed(5);

  @ParameterizedTest(name = "encrypted: {0}")
  @ValueSource(booleans = {false, true})
  @DisplayName(
      "C5, C6, issue 5 bar 3, RS-05: black holes, held bytes and one byte a second: every call ends"
          + " by its deadline, no late answer reaches anybody")
  void deadlinesHold(boolean encrypted) {
    try (Site site = encrypted ? Site.encrypted() : Site.plain();
        FaultProxy proxy = site.proxy()) {
      Baseline before = Baseline.now();
      PgPool pool = Chaos.pool(site.through(proxy).with("pool_max", Integer.toString(MAX)));
      Ledger ledger = new Ledger();
      try (Load load = Load.start(pool, ledger, 64, DEADLINES, seed)) {
        load.awaitRights(2_000);
        load.tally().warm();
        fault("black hole that takes bytes", load, pool, proxy, swallow());
        fault("black hole that takes none", load, pool, proxy, hold());
        fault("a byte a second", load, pool, proxy, List.of(slow()));
        Chaos.say("C5, C6 encrypted %s: worst overrun %s", encrypted, load.tally().worstOverrun());
        site.judge(pool, load, ledger, before);
        assertThat(load.tally().worstOverrun()).isLessThan(GENEROUS);
        assertThat(load.tally().failures()).isGreaterThan(50);
      } finally {
        pool.close();
      }
    }
  }

  @Test
  @DisplayName("C5: packets vanish without an acknowledgement: every call ends by its deadline")
  void packetsVanish() throws IOException, InterruptedException {
    assumeTrue(ownNetwork(), "needs the right to make a network namespace, and the command ip");
    try (ChildProgram child =
        ChildProgram.start(
            List.of("unshare", "-n"),
            List.of("-Xmx512m", "-Dupq.postgres.binaries=" + binaries()),
            DroppedPackets.class,
            List.of("", Long.toString(stall.toMillis())))) {
      String[] told = child.line().split(" ");
      while (told[0].startsWith("chaos")) {
        Chaos.say(String.join(" ", told));
        told = child.line().split(" ");
      }
      assertThat(child.exit()).isZero();
      assertThat(Duration.ofMillis(Long.parseLong(told[0]))).isLessThan(GENEROUS);
      assertThat(told[2]).isEqualTo("0");
    }
  }

  private static String binaries() {
    return System.getProperty("upq.postgres.binaries", "");
  }

  private static boolean ownNetwork() throws IOException, InterruptedException {
    try {
      return new ProcessBuilder("unshare", "-n", "ip", "link", "set", "lo", "up").start().waitFor()
          == 0;
    } catch (IOException missing) {
      return false;
    }
  }

  /** Long, with the keepalive that a pool has by itself: {@code -Dupq.chaos.idle=10}. */
  @Test
  @DisplayName("C5, RS-05, issue 5 bar 3: idle dead peers are found within 5 s of the keepalive")
  void idleDeadPeersAreFound() {
    int keepalive = Chaos.count("idle", 1);
    try (Site site = Site.plain();
        FaultProxy proxy = site.proxy();
        PgPool pool =
            Chaos.pool(site.through(proxy).with("pool_keepalive", Integer.toString(keepalive)))) {
      List<Lease> all = List.of(pool.acquire(), pool.acquire(), pool.acquire());
      List<PgConnection> idle = all.stream().map(Lease::connection).toList();
      all.forEach(Lease::close);
      swallow().forEach(proxy::add);
      Duration found =
          Chaos.until(
              Duration.ofSeconds(keepalive + 6),
              () -> "they are found: " + pool.state(),
              () -> idle.stream().allMatch(PgConnection::ended));
      Chaos.say("C5: keepalive %d s: idle dead peers found after %s", keepalive, found);
      proxy.clear();
      assertThat(pool.query("select 1").oneLong()).isOne();
    }
  }

  private static List<Rule> swallow() {
    return List.of(
        new Rule.Stall(Direction.TO_SERVER, true), new Rule.Stall(Direction.TO_CLIENT, true));
  }

  private static List<Rule> hold() {
    return List.of(
        new Rule.Stall(Direction.TO_SERVER, false), new Rule.Stall(Direction.TO_CLIENT, false));
  }

  private static Rule slow() {
    return new Rule.Throttle(Direction.TO_CLIENT, 1);
  }

  /** The fault lasts a while; what stood in it ends with it, where bytes were lost. */
  private void fault(String what, Load load, PgPool pool, FaultProxy proxy, List<Rule> rules) {
    rules.forEach(proxy::add);
    long end = System.nanoTime() + stall.toNanos();
    int most = 0;
    while (System.nanoTime() < end) {
      most = Math.max(most, pool.state().total());
      Chaos.pause(Duration.ofMillis(2));
    }
    if (rules.equals(swallow())) {
      proxy.cutAll(Cut.RESET);
    }
    long fromNow = load.tally().watch();
    proxy.clear();
    double normal = (load.tally().awaitFirstRight() - fromNow) / 1e6;
    Chaos.say(
        "C5, C6: %s for %s: first right answer %.1f ms after it; %s",
        what, stall, normal, load.tally());
    assertThat(most).isLessThanOrEqualTo(MAX);
    load.awaitRights(200);
  }
}
