// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.upq.PgPool;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgResourceException;
import dev.upq.tx.PgTransaction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A file system in memory, as small as the test wants it, is full. Needs the right to mount. */
@Timeout(120)
final class DiskFullTest {

  private static final int MEGABYTES = 12;
  private static final String FILL =
      "insert into filled select i, i, i from generate_series(1, $1) i";

  private final long seed = Chaos.seed(7);

  @Test
  @DisplayName(
      "C7: a full disk is 53100 to its caller, the session goes on, and nobody else hears of it")
  void onlyTheCallerIsTold() {
    try (Site site = Site.plain();
        SmallDisk disk = SmallDisk.mount(site.server(), MEGABYTES)) {
      assumeTrue(disk.mounted(), "file systems cannot be mounted here: " + disk.reason());
      Baseline before = Baseline.now();
      PgPool pool = Chaos.pool(site.config().with("pool_max", "8"));
      Ledger ledger = new Ledger();
      try (PgConnection session = site.witness()) {
        session.script("create tablespace small location '" + disk.path() + "'");
        session.script("create table filled (a int8, b int8, c int8) tablespace small");
        try (Load load = Load.start(pool, ledger, 32, new Load.Deadlines(8_000, 9_000), seed)) {
          load.awaitRights(100);
          for (int i = 0; i < 5; i++) {
            full(session);
            load.awaitRights(50);
          }
          fullInTransaction(pool);
          load.awaitRights(100);
          assertThat(load.tally().failures()).as(load.tally().toString()).isZero();
          session.script("drop table filled");
          session.script("drop tablespace small");
          session.close();
          site.judge(pool, load, ledger, before);
        }
      } finally {
        pool.close();
      }
    }
  }

  private static void full(PgConnection session) {
    PgResourceException told =
        catchThrowableOfType(PgResourceException.class, () -> session.execute(FILL, 1_000_000));
    assertThat(told).isNotNull();
    assertThat(told.sqlState().code()).isEqualTo("53100");
    assertThat(session.clean()).isTrue();
    assertThat(session.query("select 1").oneLong()).isOne();
    session.script("truncate filled");
    assertThat(session.execute(FILL, 10)).isEqualTo(10);
  }

  private static void fullInTransaction(PgPool pool) {
    try (PgTransaction tx = pool.begin()) {
      PgTransaction.Savepoint point = tx.savepoint();
      PgResourceException told =
          catchThrowableOfType(PgResourceException.class, () -> tx.execute(FILL, 1_000_000));
      assertThat(told.sqlState().code()).isEqualTo("53100");
      point.rollback();
      assertThat(tx.query("select 2").oneLong()).isEqualTo(2);
      tx.commit();
    }
  }
}
