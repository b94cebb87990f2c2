// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.connection.PgConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many messages many texts cost on many connections. */
@Timeout(120)
final class RegistryCountTest {

  private static final int TEXTS = 1_000;
  private static final int CONNECTIONS = 32;
  private static final int TWICE = 200;

  @Test
  @DisplayName("PS, bar 10: 1,000 texts on 32 connections: 32,000 Parse, no extra round trip")
  void manyTextsOnManyConnections() throws InterruptedException, ExecutionException {
    AtomicLongArray sent = new AtomicLongArray(128);
    RegistryServer server =
        new RegistryServer(
            CountedLink.setup(
                Servers.config(Servers.NEWEST)
                    .with("sslmode", "disable")
                    .with("statement_cache_size", Integer.toString(TEXTS))
                    .with("statement_warm_size", "0"),
                sent));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        int first = i * TEXTS / CONNECTIONS;
        done.add(threads.submit(() -> useAll(server, first)));
      }
      for (Future<?> each : done) {
        each.get();
      }
    }
    int executions = (TEXTS + TWICE) * CONNECTIONS;
    assertThat(server.counts().misses()).isEqualTo(TEXTS);
    assertThat(sent.get('E')).isEqualTo(executions);
    assertThat(sent.get('P')).as("Parse").isEqualTo(TEXTS * CONNECTIONS);
    assertThat(sent.get('S'))
        .as("one Sync an execution, and one for each text that is described")
        .isEqualTo(executions + TEXTS);
    assertThat(sent.get('C')).as("Close").isZero();
    assertThat(sent.get('H')).as("Flush").isZero();
    assertThat(server.counts().heals()).isZero();
  }

  /** Each connection begins with another text, so that each describes some, and uses some twice. */
  private static void useAll(RegistryServer server, int first) {
    try (PgConnection connection = server.connect()) {
      for (int i = 0; i < TEXTS + TWICE; i++) {
        int text = (first + i) % TEXTS;
        assertThat(connection.query("select $1::int4 + " + text, 1).oneLong()).isEqualTo(text + 1);
      }
    }
  }
}
