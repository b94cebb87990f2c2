// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgUnavailableException;
import dev.upq.pool.Lease;
import dev.upq.testkit.EmbeddedPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A backend that dies takes all others with it: what the innocents are told, and what comes after.
 */
@Timeout(300)
final class CrashTest {

  private static final int INNOCENTS = 6;

  @Test
  @DisplayName("C8: kill -9 of one backend: the innocents are told 57P02, and the pool recovers")
  void innocentsAreToldWhy() throws InterruptedException, ExecutionException {
    try (EmbeddedPostgres server = EmbeddedPostgres.start();
        PgPool pool =
            Servers.pool(
                PgConfig.parse(server.url())
                    .with("pool_max", "10")
                    .with("connect_timeout", "30"))) {
      for (int i = 0; i < Soak.times(5); i++) {
        crash(pool);
        recovers(pool);
      }
    }
  }

  private static void crash(PgPool pool) throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Lease idle = pool.acquire();
        Lease victim = pool.acquire()) {
      List<Future<PgException>> innocents = new ArrayList<>();
      for (int i = 0; i < INNOCENTS; i++) {
        innocents.add(threads.submit(() -> failure(pool)));
      }
      Soak.eventually(
          "they run",
          () ->
              idle.query("select count(*) from pg_stat_activity where wait_event = 'PgSleep'")
                      .oneLong()
                  == INNOCENTS);
      ProcessHandle.of(victim.connection().processId()).orElseThrow().destroyForcibly();
      for (Future<PgException> innocent : innocents) {
        assertThat(innocent.get())
            .isInstanceOf(PgConnectionLostException.class)
            .hasMessageContaining("57P02")
            .cause()
            .rootCause()
            .isInstanceOf(PgUnavailableException.class);
      }
      Soak.eventually("the idle one ends", () -> idle.connection().ended());
      assertThat(idle.connection().ending()).hasMessageContaining("57P02");
      Soak.eventually("the victim ends", () -> victim.connection().ended());
    }
    // Others may stand already: what is lost is replaced.
    Soak.eventually("nothing is lent", () -> pool.state().lent() + pool.state().settling() == 0);
  }

  private static PgException failure(PgPool pool) {
    try {
      throw new AssertionError("it lives: " + pool.query("select pg_sleep(120)"));
    } catch (PgException told) {
      return told;
    }
  }

  private static void recovers(PgPool pool) {
    Soak.eventually(
        "a good answer",
        () -> {
          try {
            return pool.query("select 1").oneLong() == 1;
          } catch (PgConnectException notYet) {
            return false;
          }
        });
  }
}
