// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.pool.PoolState;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Interrupts and deadlines at random moments over real sockets. */
@Timeout(1_800)
final class StormTest {

  private final long seed = Soak.seed(71);

  @Test
  @DisplayName(
      "I3: 40,000 calls in the clear, 1 in 20 given up: no wrong answer, no dead pool, nothing"
          + " left")
  void inTheClear() throws InterruptedException {
    storm(Servers.inSchema(Servers.config(), "storm_clear"), Soak.times(40_000), 1_000);
  }

  @Test
  @DisplayName(
      "I3: 20,000 calls over TLS, 1 in 20 given up: no wrong answer, no dead pool, nothing left")
  void overTls() throws InterruptedException {
    PgConfig tls =
        Servers.inSchema(
            SecureServer.config("postgres").with("sslmode", "verify-full"), "storm_tls");
    storm(tls, Soak.times(20_000), 300);
  }

  private void storm(PgConfig base, int calls, int leastGivenUp) throws InterruptedException {
    String name = "storm " + base.sslMode().text();
    PgConfig config =
        base.with("application_name", name)
            .with("pool_max", "8")
            .with("pool_acquire_timeout", "60");
    try (PgPool pool = Servers.pool(config)) {
      Storm.prepare(pool);
      Storm storm = new Storm(pool, seed, calls, 5).run();
      System.out.println(storm + " " + pool.state());
      assertThat(storm.wrong()).as(storm.toString()).isEmpty();
      assertThat(storm.gaveUp()).isGreaterThan(leastGivenUp);
      assertThat(storm.right() + storm.gaveUp()).isEqualTo(calls);
      nothingIsLeft(pool, base, name);
    }
    try (PgConnection witness = Servers.connect(base)) {
      Soak.eventually("no session is left", () -> sessions(witness, name, "true") == 0);
    }
  }

  private static void nothingIsLeft(PgPool pool, PgConfig base, String name) {
    Soak.eventually(
        "open = idle: " + pool.state(), () -> pool.state().idle() == pool.state().total());
    PoolState state = pool.state();
    assertThat(state.idle()).isBetween(1, 8);
    try (PgConnection witness = Servers.connect(base)) {
      Soak.eventually(
          "the server sees as many, all idle",
          () ->
              sessions(witness, name, "true") == state.idle()
                  && sessions(witness, name, "state = 'idle'") == state.idle());
      assertThat(
              witness
                  .query(
                      "select count(*) from pg_locks where locktype in ('advisory', 'relation',"
                          + " 'tuple') and pid in (select pid from pg_stat_activity where"
                          + " application_name = $1)",
                      name)
                  .oneLong())
          .isZero();
    }
    assertThat(pool.query("select 1").oneLong()).isOne();
    assertThat(pool.state()).isEqualTo(state);
  }

  private static long sessions(PgConnection witness, String name, String which) {
    return witness
        .query(
            "select count(*) from pg_stat_activity where application_name = $1 and " + which, name)
        .oneLong();
  }
}
