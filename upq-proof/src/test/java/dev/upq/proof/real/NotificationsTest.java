// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.wire.NotificationResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Waiting for notifications on one connection, on each server. */
@OnEachServer
final class NotificationsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final PgConfig config;

  NotificationsTest(int version) {
    config = Servers.config(version);
  }

  @Test
  void waitingEndsWithTheFirstThatComes() throws Exception {
    try (PgConnection listener = Servers.connect(config);
        PgConnection sender = Servers.connect(config);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      listener.query("listen news");
      Future<List<NotificationResponse>> waiting =
          threads.submit(() -> listener.notifications().await(PATIENCE));
      sender.query("select pg_notify('news', $1)", "first");
      assertThat(waiting.get()).extracting(NotificationResponse::payload).containsExactly("first");
      assertThat(listener.notifications().await(Duration.ofMillis(1))).isEmpty();
    }
  }

  @Test
  void tenThousandOfOneTransactionComeInTheirOrder() {
    try (PgConnection listener = Servers.connect(config);
        PgConnection sender = Servers.connect(config)) {
      listener.query("listen stream");
      sender.query("select count(pg_notify('stream', i::text)) from generate_series(1, 10000) i");
      List<String> come = new ArrayList<>();
      while (come.size() < 10_000) {
        List<NotificationResponse> some = listener.notifications().await(PATIENCE);
        assertThat(some).isNotEmpty();
        some.forEach(each -> come.add(each.payload()));
      }
      assertThat(come)
          .isEqualTo(IntStream.rangeClosed(1, 10_000).mapToObj(Integer::toString).toList());
      assertThat(listener.notifications().dropped()).isZero();
    }
  }

  @Test
  void whatNobodyTakesIsCountedAboveTheBound() {
    try (PgConnection listener = Servers.connect(config);
        PgConnection sender = Servers.connect(config)) {
      listener.query("listen flood");
      sender.query(
          "select count(pg_notify('flood', i || repeat('x', 7000))) from generate_series(1, 3000)"
              + " i");
      Soak.eventually(
          "some dropped",
          () -> {
            listener.query("select 1");
            return listener.notifications().dropped() > 0;
          });
      listener.query("unlisten *");
      listener.query("select 1");
      long dropped = listener.notifications().dropped();
      assertThat(listener.notifications().take().size() + dropped).isEqualTo(3000);
      sender.query("select 1");
    }
  }

  @Test
  void anInterruptAndTheEndOfTheConnectionEndTheWaiting() throws Exception {
    try (PgConnection listener = Servers.connect(config);
        PgConnection admin = Servers.connect(config);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      listener.query("listen nothing");
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> listener.notifications().await(PATIENCE))
          .isInstanceOf(PgInterruptedException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(listener.query("select 1").oneLong()).isOne();

      Future<?> waiting = threads.submit(() -> listener.notifications().await(PATIENCE));
      admin.query("select pg_terminate_backend($1)", listener.processId());
      assertThatThrownBy(waiting::get).hasCauseInstanceOf(PgConnectionLostException.class);
    }
  }
}
