// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static dev.upq.proof.real.RegistryServer.held;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.connection.PgConnection;
import dev.upq.connection.PgPipeline;
import dev.upq.fault.PgDataException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgStatementException;
import dev.upq.proof.real.RegistryServer.Held;
import dev.upq.wire.TransactionStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random walks over what may happen to prepared statements, on each server. Nothing is altered on
 * the way, so that no use may fail or heal: in a transaction a statement taken for prepared that is
 * not fails with 26000, and one that is prepared but not taken for it with 42P05.
 */
@OnEachServer
final class RegistryWalkTest {

  private static final int CACHE = 6;
  private static final int TEXTS = 80;

  private final RegistryServer server;

  RegistryWalkTest(int version) {
    server =
        RegistryServer.in(
            Servers.inSchema(Servers.config(version), "walk")
                .with("statement_cache_size", Integer.toString(CACHE)));
  }

  @Test
  void whatIsTakenForPreparedIsWhatTheServerHolds() {
    SplittableRandom random = new SplittableRandom(Soak.seed(20_260_731));
    for (int walk = 0; walk < Soak.times(4); walk++) {
      try (PgConnection one = server.connect();
          PgConnection two = server.connect()) {
        for (int step = 0; step < 400; step++) {
          step(random, random.nextBoolean() ? one : two);
        }
        settle(one);
        settle(two);
      }
    }
    assertThat(server.counts().heals()).isZero();
  }

  /** After the next burst the server holds what the connection counts, and no more. */
  private static void settle(PgConnection connection) {
    if (connection.status() != TransactionStatus.IDLE) {
      connection.script("rollback");
    }
    connection.query("discard all");
    assertThat(held(connection)).isEmpty();
    for (int i = 0; i < CACHE; i++) {
      assertThat(connection.query("select " + i).oneLong()).isEqualTo(i);
    }
    assertThat(held(connection)).hasSize(CACHE);
  }

  private static void step(SplittableRandom random, PgConnection connection) {
    int text = random.nextInt(TEXTS);
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> used(connection, text);
      case 4 -> burst(random, connection);
      case 5 -> refused(connection, text);
      case 6 -> failed(connection, text);
      case 7 -> interrupted(connection, text);
      case 8 -> connection.script(inTransaction(connection) ? "commit" : "begin");
      case 9 -> connection.script(random.nextInt(4) == 0 ? "deallocate all" : "select 1");
      case 10 -> deallocated(random, connection);
      case 11 -> streamed(connection, text);
      default -> throw new AssertionError();
    }
    used(connection, random.nextInt(TEXTS));
    assertThat(held(connection)).hasSizeLessThanOrEqualTo(CACHE + 5);
  }

  private static boolean inTransaction(PgConnection connection) {
    return connection.status() != TransactionStatus.IDLE;
  }

  private static void used(PgConnection connection, int text) {
    assertThat(connection.query("select " + text).oneLong()).isEqualTo(text);
  }

  private static void burst(SplittableRandom random, PgConnection connection) {
    if (inTransaction(connection)) {
      return;
    }
    try (PgPipeline pipeline = connection.pipeline()) {
      List<PgPipeline.Pending<Integer>> results = new ArrayList<>();
      int first = random.nextInt(TEXTS);
      for (int i = 0; i < 10; i++) {
        results.add(pipeline.query("select " + (first + i) % TEXTS).one(Integer.class));
      }
      pipeline.run();
      for (int i = 0; i < 10; i++) {
        assertThat(results.get(i).get()).isEqualTo((first + i) % TEXTS);
      }
    }
  }

  private static void refused(PgConnection connection, int text) {
    boolean within = inTransaction(connection);
    assertThatThrownBy(() -> connection.query("selec " + text))
        .isInstanceOf(PgStatementException.class);
    rollback(connection, within);
  }

  private static void failed(PgConnection connection, int text) {
    boolean within = inTransaction(connection);
    assertThatThrownBy(
            () ->
                connection.query(
                    "select 1 / (g - 1), " + text + " from" + " generate_series(0, 1) g"))
        .isInstanceOf(PgDataException.class);
    rollback(connection, within);
  }

  private static void interrupted(PgConnection connection, int text) {
    boolean within = inTransaction(connection);
    Thread caller = Thread.currentThread();
    Thread interrupter = Thread.startVirtualThread(caller::interrupt);
    try {
      used(connection, text);
    } catch (PgInterruptedException expected) {
      assertThat(expected).hasMessageContaining("interrupted");
    } finally {
      Soak.eventually("the interrupter is done", () -> !interrupter.isAlive());
      Thread.interrupted();
    }
    rollback(connection, within);
  }

  /** A failed transaction is begun anew. */
  private static void rollback(PgConnection connection, boolean within) {
    if (within) {
      connection.script("rollback");
      connection.script("begin");
    }
  }

  private static void deallocated(SplittableRandom random, PgConnection connection) {
    List<Held> held = held(connection);
    if (!held.isEmpty()) {
      String name = held.get(random.nextInt(held.size())).name();
      if (held.stream().filter(each -> name.contains(each.name())).count() == 1) {
        connection.script("deallocate " + name);
      }
    }
  }

  private static void streamed(PgConnection connection, int text) {
    try (var rows = connection.stream("select " + text)) {
      assertThat(rows.next().orElseThrow().intValue(0)).isEqualTo(text);
    }
  }
}
