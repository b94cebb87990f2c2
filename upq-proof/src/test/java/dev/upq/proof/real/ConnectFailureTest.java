// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.config.Secret;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectException.Reason;
import dev.upq.fault.PgException;
import dev.upq.fault.Sent;
import dev.upq.testkit.EmbeddedPostgres;
import dev.upq.testkit.proxy.Direction;
import dev.upq.testkit.proxy.FaultProxy;
import dev.upq.testkit.proxy.Rule;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Each way in which no connection comes about: one line that says where, as whom, why, and what to
 * do, and that shows no password.
 */
@Timeout(120)
final class ConnectFailureTest {

  private static final String CANARY = "canary-7c1f0a";

  private static PgConnectException failure(PgConfig config) {
    PgConnectException direct = told(() -> Servers.connect(config).close());
    PgConnectException pooled =
        told(
            () -> {
              try (PgPool pool = Servers.pool(config)) {
                pool.query("select 1");
              }
            });
    assertThat(pooled.getMessage()).isEqualTo(direct.getMessage());
    PgConfig shown = config;
    assertThat(direct.getMessage())
        .doesNotContain("\n")
        .contains(shown.hosts().getFirst().toString())
        .contains("user \"" + shown.user() + "\"")
        .contains("database \"" + shown.database() + "\"");
    assertThat(direct.sent()).isEqualTo(Sent.NOTHING);
    return direct;
  }

  private static PgConnectException told(Runnable connecting) {
    PgException failed = catchThrowableOfType(PgException.class, connecting::run);
    assertThat(failed).isInstanceOf(PgConnectException.class);
    StringWriter whole = new StringWriter();
    failed.printStackTrace(new PrintWriter(whole));
    assertThat(whole.toString()).doesNotContain(CANARY);
    return (PgConnectException) failed;
  }

  @Test
  @DisplayName("A6: a wrong password says so, and what to check")
  void aWrongPassword() {
    PgConnectException told = failure(SecureServer.config("scram").withPassword(Secret.of(CANARY)));
    assertThat(told.reason()).isEqualTo(Reason.AUTHENTICATION);
    assertThat(told).hasMessageContaining("password").hasMessageContaining("28P01");
    assertThat(told).hasMessageContaining("check user and password");
  }

  @Test
  void aPasswordThatIsMissing() {
    PgConnectException told =
        failure(SecureServer.config("scram").withCredentials((h, d, u) -> Optional.empty()));
    assertThat(told.reason()).isEqualTo(Reason.AUTHENTICATION);
    assertThat(told).hasMessageContaining("PGPASSWORD");
  }

  @Test
  @DisplayName("A6: a refused connection says where, and asks whether a server runs there")
  void aRefusedConnection() {
    FaultProxy gone = FaultProxy.to("127.0.0.1", 1);
    int port = gone.port();
    gone.close();
    PgConnectException told =
        failure(
            Servers.config()
                .with("host", "127.0.0.1")
                .with("port", Integer.toString(port))
                .withPassword(Secret.of(CANARY)));
    assertThat(told.reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(told).hasMessageContaining("is PostgreSQL running there");
  }

  @Test
  @DisplayName("A6: a wrong certificate says what was checked with what")
  void aWrongCertificate() {
    PgConnectException told =
        failure(
            SecureServer.config("scram")
                .withPassword(Secret.of(CANARY))
                .with("sslmode", "verify-full")
                .with("sslrootcert", SecureServer.certificates().otherRootFile().toString()));
    assertThat(told.reason()).isEqualTo(Reason.TLS);
    assertThat(told).hasMessageContaining("sslrootcert").hasMessageContaining("verify-full");
  }

  @Test
  @DisplayName("A6: a missing database says how to create it")
  void aMissingDatabase() {
    PgConnectException told =
        failure(Servers.config().withDatabase("upq_missing").withPassword(Secret.of(CANARY)));
    assertThat(told.reason()).isEqualTo(Reason.DATABASE);
    assertThat(told).hasMessageContaining("3D000").hasMessageContaining("createdb upq_missing");
  }

  @Test
  @DisplayName("RS-07, A6: a full server says so, and lets in again when there is room")
  void aFullServer() {
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setting("max_connections", "5")
            .setting("superuser_reserved_connections", "2")
            .setting("max_wal_senders", "0")
            .start()) {
      PgConfig owner = PgConfig.parse(server.url()).with("connect_timeout", "30");
      PgConfig guest =
          owner.withUser("guest").withDatabase("postgres").withPassword(Secret.of(CANARY));
      try (PgConnection connection = Servers.connect(owner)) {
        connection.script("create role guest login");
        List<PgConnection> guests = new ArrayList<>();
        while (guests.size() < 2) {
          guests.add(Servers.connect(guest));
        }
        // A pool waits for room; a connection of one's own is told at once.
        PgConnectException told = told(() -> Servers.connect(guest).close());
        assertThat(told.reason()).isEqualTo(Reason.FULL);
        assertThat(told).hasMessageContaining("53300").hasMessageContaining("max_connections");
        guests.forEach(PgConnection::close);
        Soak.eventually("there is room", () -> lets(guest));
      }
    }
  }

  private static boolean lets(PgConfig guest) {
    try (PgConnection connection = Servers.connect(guest)) {
      return connection.query("select 1").oneLong() == 1;
    } catch (PgConnectException full) {
      return false;
    }
  }

  @Test
  @DisplayName("RS-11, S4, C6: one deadline is over all of start-up, wherever it hangs")
  void oneDeadlineCoversStartUp() {
    PgConfig secure = SecureServer.config("scram").withPassword(Secret.of(CANARY));
    List<Rule> hangs =
        List.of(
            new Rule.Stall(Direction.TO_SERVER, true),
            new Rule.Stall(Direction.TO_CLIENT, false),
            new Rule.Throttle(Direction.TO_CLIENT, 40));
    for (String mode : List.of("disable", "verify-full")) {
      for (Rule hang : hangs) {
        try (FaultProxy proxy =
            FaultProxy.to("127.0.0.1", SecureServer.of(Servers.NEWEST).port())) {
          proxy.add(hang);
          PgConfig through =
              secure
                  .with("host", proxy.host())
                  .with("port", Integer.toString(proxy.port()))
                  .with("sslmode", mode)
                  .with("connect_timeout", "0.3");
          PgConnectException told = told(() -> Servers.connect(through).close());
          assertThat(told.reason()).as(mode + " " + hang).isEqualTo(Reason.TIMEOUT);
          assertThat(told)
              .hasMessageContaining(mode.equals("disable") ? "login at" : "TLS handshake with")
              .hasMessageContaining("connect_timeout");
          Soak.eventually(
              "the socket is closed", () -> !proxy.connection(1).open() || closed(proxy));
        }
      }
    }
  }

  private static boolean closed(FaultProxy proxy) {
    proxy.clear();
    return !proxy.connection(1).open();
  }
}
