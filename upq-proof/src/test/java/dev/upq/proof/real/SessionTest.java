// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.fault.Diagnostic;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.wire.NotificationResponse;
import dev.upq.wire.TransactionStatus;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a session tells beside its answers, on each server. */
@OnEachServer
final class SessionTest {

  private final int version;
  private final PgConfig config;
  private final PgConnection connection;

  SessionTest(int version) {
    this.version = version;
    config = Servers.config(version);
    connection = Servers.connect(config);
  }

  @AfterEach
  void close() {
    connection.close();
  }

  @Test
  @DisplayName("P14: protocol 3.2 is spoken by PostgreSQL 18, 3.0 by those before")
  void theNewestCommonProtocolIsSpoken() {
    assertThat(connection.protocolMinor()).isEqualTo(version >= 18 ? 2 : 0);
    try (PgConnection old = Servers.connect(config.with("max_protocol_version", "3.0"))) {
      assertThat(old.protocolMinor()).isZero();
      assertThat(old.query("select 1").oneLong()).isOne();
    }
    PgConfig only = config.with("min_protocol_version", "3.2");
    if (version >= 18) {
      try (PgConnection newest = Servers.connect(only)) {
        assertThat(newest.protocolMinor()).isEqualTo(2);
      }
    } else {
      assertThatThrownBy(() -> Servers.connect(only))
          .isInstanceOfSatisfying(
              PgConnectException.class,
              e -> assertThat(e.reason()).isEqualTo(PgConnectException.Reason.PROTOCOL));
    }
  }

  @Test
  void noticesAreKeptInTheirOrder() {
    connection.script("do $$ begin raise notice 'one'; raise warning 'two'; end $$");
    List<Diagnostic> notices = connection.takeNotices();
    assertThat(notices).extracting(Diagnostic::message).containsExactly("one", "two");
    assertThat(notices).extracting(Diagnostic::severity).containsExactly("NOTICE", "WARNING");
    assertThat(connection.takeNotices()).isEmpty();
  }

  @Test
  @DisplayName("M3: of a flood of notices the last 64 are kept")
  void ofAFloodOfNoticesTheLastAreKept() {
    connection.script("do $$ begin for i in 1..10000 loop raise notice '%', i; end loop; end $$");
    assertThat(connection.takeNotices())
        .hasSize(64)
        .last()
        .extracting(Diagnostic::message)
        .isEqualTo("10000");
  }

  @Test
  @DisplayName("TX-22: notifications come after commit, in their order")
  void notificationsComeAfterCommit() {
    try (PgConnection sender = Servers.connect(config)) {
      connection.query("listen birds");
      sender.script("begin; notify birds, 'a'");
      sender.query("select pg_notify('birds', $1)", "b");
      connection.query("select 1");
      assertThat(connection.notifications().take()).isEmpty();
      sender.script("commit");
      Soak.eventually(
          "a notification",
          () -> {
            connection.query("select 1");
            List<NotificationResponse> taken = connection.notifications().take();
            if (taken.isEmpty()) {
              return false;
            }
            assertThat(taken).extracting(NotificationResponse::payload).containsExactly("a", "b");
            assertThat(taken).allMatch(n -> n.processId() == sender.processId());
            return true;
          });
      connection.query("unlisten *");
      sender.query("notify birds");
      connection.query("select 1");
      assertThat(connection.notifications().take()).isEmpty();
    }
  }

  @Test
  void parametersAreReported() {
    assertThat(connection.parameter("server_version").orElseThrow()).startsWith(version + ".");
    assertThat(connection.parameter("client_encoding")).contains("UTF8");
    connection.query("set application_name = 'now this'");
    assertThat(connection.parameter("application_name")).contains("now this");
    assertThat(connection.parameter("search_path").isPresent()).isEqualTo(version >= 18);
  }

  @Test
  void anotherClientEncodingEndsTheConnection() {
    assertThatThrownBy(
            () -> {
              connection.query("set client_encoding = 'LATIN1'");
              connection.query("select 1");
            })
        .hasMessageContaining("client_encoding");
    assertThat(connection.ended()).isTrue();
  }

  @Test
  void statusFollowsTheServer() {
    assertThat(connection.processId())
        .isEqualTo((int) connection.query("select pg_backend_pid()").oneLong());
    assertThat(connection.status()).isEqualTo(TransactionStatus.IDLE);
    connection.script("begin");
    assertThat(connection.status()).isEqualTo(TransactionStatus.IN_TRANSACTION);
    assertThatThrownBy(() -> connection.query("select 1/0")).hasMessageContaining("22012");
    assertThat(connection.status()).isEqualTo(TransactionStatus.FAILED);
    connection.script("rollback");
    assertThat(connection.clean()).isTrue();
  }

  @Test
  @DisplayName("P9: the reason why the server ended an idle session is told to its next caller")
  void theServersLastWordsAreTold() {
    try (PgConnection other = Servers.connect(config)) {
      other.query("select pg_terminate_backend($1)", connection.processId());
    }
    Soak.eventually("the end", connection::ended);
    assertThatThrownBy(() -> connection.query("select 1"))
        .isInstanceOf(PgConnectionLostException.class)
        .hasMessageContaining("57P01");
  }

  @Test
  void startupParametersReachTheServer() {
    try (PgConnection other =
        Servers.connect(
            config
                .with("application_name", "ünï")
                .with("options", "-c work_mem=77kB -c upq.word=a\\ b"))) {
      assertThat(other.query("show work_mem").oneText()).isEqualTo("77kB");
      assertThat(other.query("show upq.word").oneText()).isEqualTo("a b");
    }
  }
}
