// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.upq.PgPool;
import dev.upq.connection.PgConnection;
import dev.upq.tx.Isolation;
import dev.upq.tx.PgTransactionScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scopes behind a real PgBouncer with two server connections. */
@Timeout(120)
final class ScopePoolerTest {

  @Test
  @DisplayName(
      "TX-23: behind a pooler each transaction stays on one session and the sum stays right")
  void scopesBehindAPooler() throws Exception {
    assumeTrue(PgBouncer.executable().isPresent(), "no pgbouncer here");
    try (PgConnection aside = Servers.connect(Servers.config())) {
      aside.script(
          "set client_min_messages = warning; drop table if exists bounced_account;"
              + " create table bounced_account as select i as id, 100::int8 as balance from"
              + " generate_series(1, 4) i");
      try (PgBouncer bouncer = PgBouncer.start(Servers.config(), 2);
          PgPool pool = Servers.pool(bouncer.config().with("transaction_pooler", "1"));
          ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> all = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
          int own = t;
          all.add(threads.submit(() -> transfers(pool, own)));
        }
        for (Future<?> each : all) {
          each.get();
        }
      }
      assertThat(aside.query("select sum(balance)::int8 from bounced_account").oneLong())
          .isEqualTo(400);
      aside.script("drop table bounced_account");
    }
  }

  private static void transfers(PgPool pool, int own) {
    for (int i = 0; i < 20; i++) {
      int from = 1 + (own + i) % 4;
      int to = 1 + from % 4;
      long sessions =
          PgTransactionScope.on(pool)
              .isolation(Isolation.SERIALIZABLE)
              .retry(1_000)
              .deadline(Duration.ofSeconds(60))
              .run(
                  tx -> {
                    int pid = tx.query("select pg_backend_pid()").row(0).intValue(0);
                    tx.execute(
                        "update bounced_account set balance = balance - 1 where id = $1", from);
                    tx.nested(
                        inner ->
                            inner.execute(
                                "update bounced_account set balance = balance + 1 where id = $1",
                                to));
                    return tx.query(
                            "select count(*) from pg_stat_activity where pid = $1"
                                + " and pid = pg_backend_pid()",
                            pid)
                        .oneLong();
                  });
      assertThat(sessions).isOne();
    }
  }
}
