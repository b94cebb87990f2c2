// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgSession;
import dev.upq.fault.PgDataException;
import dev.upq.pool.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Transactions and savepoints by the thousand, most of which come to nothing. */
@Timeout(600)
final class RollbacksTest {

  private static final PgConfig CONFIG = Servers.config();

  private static PgPool pool(int max) {
    return Servers.pool(CONFIG.with("pool_max", Integer.toString(max)));
  }

  @Test
  @DisplayName("ancestor defect 7: 10,000 abandoned transactions cost no connection")
  void abandonedTransactionsCostNoConnection() throws InterruptedException, ExecutionException {
    try (PgPool pool = pool(4);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Lease> leases = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        leases.add(pool.acquire());
      }
      List<Integer> pids =
          leases.stream().map(lease -> lease.connection().processId()).sorted().toList();
      leases.forEach(Lease::close);
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(threads.submit(() -> abandon(pool, Soak.times(1_250))));
      }
      for (Future<?> each : all) {
        each.get();
      }
      Soak.eventually("all idle", () -> pool.state().idle() == pool.state().total());
      for (int i = 0; i < 4; i++) {
        leases.set(i, pool.acquire());
      }
      assertThat(leases)
          .extracting(lease -> lease.connection().processId())
          .containsExactlyInAnyOrderElementsOf(pids);
      leases.forEach(Lease::close);
    }
  }

  private static void abandon(PgPool pool, int times) {
    for (int i = 0; i < times; i++) {
      try (var tx = pool.begin()) {
        if (i % 10 == 0) {
          assertThatThrownBy(() -> tx.query("select 1 / 0")).isInstanceOf(PgDataException.class);
        }
      }
    }
  }

  @Test
  @DisplayName(
      "ancestor defect 8, TX-13: 10,000 failed savepoints in one transaction leave nothing on"
          + " its stack")
  void failedSavepointsLeaveNothing() {
    try (PgPool pool = pool(1);
        var tx = pool.begin()) {
      tx.execute("create temp table kept (a int primary key) on commit drop");
      tx.execute("insert into kept values (0)");
      long before = contexts(tx);
      for (int i = Soak.times(10_000); i > 0; i--) {
        var point = tx.savepoint();
        if (i % 4 == 0) {
          assertThatThrownBy(() -> tx.execute("insert into kept values (0)"))
              .hasMessageContaining("23505");
        }
        point.rollback();
        point.release();
      }
      assertThat(contexts(tx)).isEqualTo(before);
      tx.commit();
    }
  }

  private static long contexts(PgSession session) {
    return session
        .query(
            "select count(*) from pg_backend_memory_contexts where name = 'CurTransactionContext'")
        .oneLong();
  }
}
