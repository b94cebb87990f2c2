// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.fault.PgPoolException;
import dev.upq.pool.Holder;
import dev.upq.pool.Lease;
import dev.upq.pool.PoolState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What time does to the connections of a pool, and what is told of those who hold them. */
@Timeout(120)
final class PoolTimesTest {

  private static final PgConfig CONFIG = Servers.config();

  private final Told told = new Told();

  private PgPool pool(String... settings) {
    PgConfig config = CONFIG;
    for (int i = 0; i < settings.length; i += 2) {
      config = config.with(settings[i], settings[i + 1]);
    }
    return PgPool.open(Servers.setup(config).withProbe(told));
  }

  @Test
  @DisplayName("pool_min and pool_min_idle are kept without any acquire")
  void theLeastAreKept() {
    try (PgPool pool = pool("pool_max", "6", "pool_min", "2")) {
      Soak.eventually("two are there", () -> pool.state().idle() == 2);
    }
    try (PgPool pool = pool("pool_max", "4", "pool_min_idle", "2")) {
      Soak.eventually("two are there", () -> pool.state().idle() == 2);
      try (Lease one = pool.acquire();
          Lease two = pool.acquire();
          Lease three = pool.acquire()) {
        Soak.eventually("four are the most", () -> pool.state().idle() == 1);
        assertThat(pool.state().total()).isEqualTo(4);
        assertThat(List.of(one, two, three)).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  @DisplayName("RS-15: after a spike the pool shrinks to the least by the idle rule, not below")
  void aSpikeIsForgotten() {
    try (PgPool pool = pool("pool_max", "12", "pool_min", "5", "pool_idle_timeout", "0.2")) {
      List<Lease> spike = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        spike.add(pool.acquire());
      }
      spike.forEach(Lease::close);
      Soak.eventually("five are left", () -> pool.state().total() == 5);
      Set<Integer> seen = new HashSet<>();
      long rounds = told.connected.get();
      Soak.eventually(
          "for a while",
          () -> {
            seen.add(pool.state().total());
            return seen.size() > 1 || told.acquired.incrementAndGet() > 300;
          });
      assertThat(seen).containsExactly(5);
      assertThat(told.connected).hasValue((int) rounds);
    }
  }

  @Test
  @DisplayName(
      "RS-14, L8: connections are replaced at the end of their time, one made before one goes")
  void lifetimesEnd() {
    try (PgPool pool = pool("pool_max", "5", "pool_min", "4", "pool_max_lifetime", "0.5")) {
      Soak.eventually("four are there", () -> pool.state().idle() == 4);
      List<PoolState> fewer = new ArrayList<>();
      Soak.eventually(
          "three generations",
          () -> {
            PoolState now = pool.state();
            if (now.idle() + now.lent() + now.settling() < 4 || now.total() > 5) {
              fewer.add(now);
            }
            try (Lease lease = pool.acquire()) {
              assertThat(lease.query("select 1").oneLong()).isOne();
            }
            return told.connected.get() >= 12;
          });
      assertThat(fewer).isEmpty();
      assertThat(told.dirty).hasValue(0);
      assertThat(told.notAcquired).hasValue(0);
    }
  }

  @Test
  @DisplayName("RS-14: a full pool that is busy does not keep a connection for ever")
  void aBusyPoolReplacesToo() {
    try (PgPool pool = pool("pool_max", "1", "pool_max_lifetime", "0.3")) {
      long first = pool.query("select pg_backend_pid()").oneLong();
      Soak.eventually("another", () -> pool.query("select pg_backend_pid()").oneLong() != first);
    }
  }

  @Test
  @DisplayName("RS-20: what was silent for long is asked before it is lent, and is no loss")
  void whatWasSilentIsAsked() {
    try (PgPool pool = pool("pool_max", "1", "pool_validate_after", "0", "pool_keepalive", "0")) {
      long pid = pool.query("select pg_backend_pid()").oneLong();
      for (int i = 0; i < 20; i++) {
        assertThat(pool.query("select pg_backend_pid()").oneLong()).isEqualTo(pid);
      }
      assertThat(told.connected).hasValue(1);
      assertThat(pool.supervisor().events()).isEmpty();
    }
  }

  @Test
  @DisplayName("bar 6: who waits in vain is told the counts, the longest holders and their texts")
  void theTimeoutNamesTheHolders() {
    try (PgPool pool =
            pool("pool_max", "2", "pool_acquire_timeout", "0.2", "pool_leak_threshold", "60");
        Lease first = pool.acquire();
        Lease second = pool.acquire()) {
      assertThat(first.query("select 'secret ' || $1::text", "canary").oneText())
          .contains("canary");
      PgPoolException late = catchThrowableOfType(PgPoolException.class, pool::acquire);
      assertThat(late)
          .hasMessageContaining("total 2 of 2: 2 lent, 0 idle")
          .hasMessageContaining("0 connecting")
          .hasMessageContaining("1 callers waiting")
          .hasMessageContaining("held longest: backend " + first.connection().processId())
          .hasMessageContaining("PoolTimesTest.theTimeoutNamesTheHolders(PoolTimesTest.java:")
          .hasMessageContaining("last asked: select ? || $1::text");
      assertThat(late.getMessage()).doesNotContain("canary");
      List<Holder> holders = pool.holders();
      assertThat(holders).extracting(Holder::number).containsExactly(1L, 2L);
      assertThat(holders.getFirst().statement()).isEqualTo("select 'secret ' || $1::text");
      assertThat(holders.getFirst().thread()).isEqualTo(Thread.currentThread().getName());
      assertThat(holders.getLast().statement()).isNull();
      assertThat(holders.getFirst().held()).isGreaterThan(holders.getLast().held());
      assertThat(second.query("select 1").oneLong()).isOne();
    }
  }

  @Test
  @DisplayName("bar 11: a loan that is out for too long is told once, with its site")
  void leaksAreTold() {
    try (PgPool pool = pool("pool_max", "2", "pool_leak_threshold", "0.1");
        Lease leak = pool.acquire()) {
      Soak.eventually("told", () -> !told.warnings.isEmpty());
      assertThat(told.warnings.getFirst())
          .contains("PoolTimesTest.leaksAreTold(PoolTimesTest.java:")
          .contains("backend " + leak.connection().processId());
      try (Lease other = pool.acquire()) {
        Soak.eventually("the other too", () -> told.warnings.size() == 2);
        assertThat(other.query("select 1").oneLong()).isOne();
      }
    }
    assertThat(told.warnings).hasSize(2);
  }
}
