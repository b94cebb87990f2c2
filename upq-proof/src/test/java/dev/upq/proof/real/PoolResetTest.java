// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgException;
import dev.upq.fault.PgStatementException;
import dev.upq.pool.Lease;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one borrower leaves in its session, and the next finds there. */
@OnEachServer
@Timeout(120)
final class PoolResetTest {

  private final PgConfig config;
  private final Told told = new Told();

  PoolResetTest(int version) {
    this.config = Servers.config(version).with("pool_max", "1");
  }

  private PgPool pool(String reset) {
    return PgPool.open(Servers.setup(config.with("pool_reset", reset)).withProbe(told));
  }

  /** Works on the connection, and gives it back. */
  private static void leaving(PgPool pool, Consumer<Lease> work) {
    try (Lease lease = pool.acquire()) {
      work.accept(lease);
    }
  }

  @Test
  @DisplayName("RS-18: settings, role and search_path of one borrower are not those of the next")
  void settingsAreReset() {
    try (PgPool pool = pool("auto")) {
      long pid = pool.query("select pg_backend_pid()").oneLong();
      String path = pool.query("show search_path").oneText();
      leaving(pool, lease -> lease.script("set search_path = pg_catalog; set work_mem = '7MB'"));
      assertThat(pool.query("show search_path").oneText()).isEqualTo(path);
      assertThat(pool.query("show work_mem").oneText()).isEqualTo("4MB");
      leaving(pool, lease -> lease.query("select set_config('work_mem', '8MB', false)"));
      assertThat(pool.query("show work_mem").oneText()).isEqualTo("4MB");
      leaving(pool, lease -> lease.query("set role pg_monitor"));
      assertThat(pool.query("select current_user::text").oneText()).isEqualTo("postgres");
      leaving(pool, lease -> lease.script("set statement_timeout = '25ms'"));
      assertThat(pool.query("select count(*) from pg_sleep(0.04)").oneLong()).isOne();
      assertThat(pool.query("select pg_backend_pid()").oneLong()).isEqualTo(pid);
      assertThat(told.dirty).hasValue(4);
    }
  }

  @Test
  @DisplayName("RS-18: temporary tables, cursors and statements of SQL are gone")
  void temporaryObjectsAreGone() {
    try (PgPool pool = pool("auto")) {
      long pid = pool.query("select pg_backend_pid()").oneLong();
      for (int i = 0; i < 3; i++) {
        leaving(
            pool,
            lease -> {
              lease.script("create temp table scratch (a int); insert into scratch values (1)");
              assertThat(lease.query("select a from scratch").oneLong()).isOne();
            });
        assertThat(pool.query("select to_regclass('scratch') is null").oneBoolean()).isTrue();
        leaving(pool, lease -> lease.script("declare held cursor with hold for select 1"));
        assertThat(pool.query("select count(*) from pg_cursors where name = 'held'").oneLong())
            .isZero();
        leaving(pool, lease -> lease.script("prepare by_sql as select 1"));
        assertThat(
                pool.query("select count(*) from pg_prepared_statements where name = 'by_sql'")
                    .oneLong())
            .isZero();
      }
      assertThat(pool.query("select pg_backend_pid()").oneLong()).isEqualTo(pid);
    }
  }

  @Test
  @DisplayName("RS-18, I3: channels are not listened to any more, and nothing of them is delivered")
  void channelsAreLeft() {
    try (PgPool pool = pool("auto")) {
      leaving(
          pool,
          lease -> {
            lease.script("listen news");
            lease.script("notify news, 'for the last borrower'");
          });
      try (Lease lease = pool.acquire()) {
        assertThat(lease.query("select count(*) from pg_listening_channels()").oneLong()).isZero();
        assertThat(lease.connection().notifications().take()).isEmpty();
      }
    }
  }

  @Test
  @DisplayName("RS-18: a session's advisory locks are released, and told with the statement")
  void advisoryLocksAreReleasedAndTold() {
    try (PgPool pool = pool("auto");
        PgConnection other = Servers.connect(config)) {
      leaving(pool, lease -> lease.query("select pg_advisory_lock(4711), pg_advisory_lock(4712)"));
      Soak.eventually("it is back", () -> pool.state().idle() == 1);
      assertThat(other.query("select pg_try_advisory_lock(4711)").oneBoolean()).isTrue();
      assertThat(told.warnings)
          .singleElement()
          .asString()
          .contains("2 advisory lock(s)")
          .contains("pg_advisory_lock(?)");
      leaving(
          pool,
          lease -> {
            lease.script("begin");
            lease.query("select pg_advisory_xact_lock(1)");
            lease.script("commit");
          });
      leaving(
          pool,
          lease -> {
            lease.query("select pg_advisory_lock(2)");
            lease.query("select pg_advisory_unlock(2)");
          });
      Soak.eventually("it is back", () -> pool.state().idle() == 1);
      assertThat(told.warnings).hasSize(1);
    }
  }

  @Test
  @DisplayName("RS-18: what a text without traces leaves is reset by pool_reset=always alone")
  void alwaysResetsWhatNoTextShows() {
    try (PgConnection owner = Servers.connect(config)) {
      owner.script(
          "create or replace function upq_leaves() returns int language plpgsql as"
              + " $$ begin perform set_config('work_mem', '9MB', false); return 1; end $$");
    }
    try (PgPool auto = pool("auto");
        PgPool always = pool("always");
        PgPool never = pool("never")) {
      leaving(auto, lease -> lease.query("select upq_leaves()"));
      assertThat(auto.query("show work_mem").oneText()).isEqualTo("9MB");
      leaving(always, lease -> lease.query("select upq_leaves()"));
      assertThat(always.query("show work_mem").oneText()).isEqualTo("4MB");
      leaving(never, lease -> lease.script("set work_mem = '10MB'"));
      assertThat(never.query("show work_mem").oneText()).isEqualTo("10MB");
    }
  }

  @Test
  @DisplayName("RS-17: a clean return costs no reset, and prepared statements stay")
  void whatLeavesNothingIsNotReset() {
    try (PgPool pool = pool("auto")) {
      for (int i = 0; i < 3; i++) {
        leaving(
            pool,
            lease -> {
              assertThat(lease.query("select $1::int4", 1).oneLong()).isOne();
              lease.script("begin");
              lease.script("set local work_mem = '5MB'");
              lease.script("commit");
            });
      }
      assertThat(told.dirty).hasValue(0);
      try (Lease lease = pool.acquire()) {
        assertThat(lease.connection().preparedCount()).isPositive();
      }
    }
  }

  @Test
  @DisplayName("RS-17: counted: what comes back in a transaction is rolled back")
  void whatComesBackInATransactionIsCounted() {
    try (PgPool pool = pool("auto")) {
      leaving(
          pool,
          lease -> {
            lease.script("begin");
            assertThatThrownBy(() -> lease.query("select nothing")).isInstanceOf(PgException.class);
          });
      leaving(pool, lease -> lease.script("begin; create table upq_never (a int)"));
      assertThatThrownBy(() -> pool.query("select * from upq_never"))
          .isInstanceOf(PgStatementException.class);
      assertThat(told.dirty).hasValue(2);
      assertThat(told.released).hasValue(3);
    }
  }
}
