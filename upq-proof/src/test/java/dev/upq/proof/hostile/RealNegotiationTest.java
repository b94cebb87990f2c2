// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.testkit.EmbeddedPostgres;
import dev.upq.testkit.certs.Identity;
import dev.upq.testkit.certs.ServerCase;
import dev.upq.testkit.certs.TestCertificates;
import dev.upq.testkit.proxy.FaultProxy;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A sample of the table of {@link TlsNegotiationTest} with a real server as the witness. */
class RealNegotiationTest {

  private static TestCertificates certificates;
  private static EmbeddedPostgres server;

  @BeforeAll
  static void start(@TempDir Path directory) {
    certificates = TestCertificates.in(directory);
    Identity identity = certificates.server(ServerCase.GOOD);
    server =
        EmbeddedPostgres.builder()
            .ssl(identity.certificateFile(), identity.keyFile())
            .hba(
                List.of(
                    "host all postgres all trust",
                    "host all anyone all trust",
                    "hostssl all ssluser all trust",
                    "hostnossl all nossluser all trust"))
            .start();
    try (PgConnection postgres = PgConnection.open(server.url())) {
      postgres.script(
          "create role anyone login; create role ssluser login; create role nossluser login");
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** The user, the settings, how many connections are opened, and what the server says of TLS. */
  @ParameterizedTest
  @CsvSource({
    "anyone, disable, postgres, 1, plain",
    "anyone, allow, postgres, 1, plain",
    "anyone, prefer, postgres, 1, ssl",
    "anyone, require, postgres, 1, ssl",
    "anyone, require, direct, 1, ssl",
    "anyone, verify-full, postgres, 1, ssl",
    "anyone, verify-full, direct, 1, ssl",
    "ssluser, disable, postgres, 1, fail",
    "ssluser, allow, postgres, 2, ssl",
    "ssluser, prefer, postgres, 1, ssl",
    "ssluser, require, direct, 1, ssl",
    "nossluser, disable, postgres, 1, plain",
    "nossluser, allow, postgres, 1, plain",
    "nossluser, prefer, postgres, 2, plain",
    "nossluser, require, postgres, 1, fail",
    "nossluser, require, direct, 1, fail"
  })
  @DisplayName(
      "S1: a real server sees as many connections as libpq makes, encrypted as they should")
  void aRealServerAgrees(
      String user, String mode, String negotiation, int connections, String outcome) {
    try (FaultProxy proxy = FaultProxy.to("127.0.0.1", server.port())) {
      ConnectionSetup setup =
          Dial.loopback(
              proxy.port(),
              "host=localhost",
              "dbname=postgres",
              "user=" + user,
              "sslmode=" + mode,
              "sslnegotiation=" + negotiation,
              "sslrootcert=" + (mode.startsWith("verify") ? certificates.rootFile() : ""));
      if (outcome.equals("fail")) {
        Dial.refusal(setup);
      } else {
        try (PgConnection connection = new Connector(setup).connect()) {
          boolean ssl =
              connection
                  .query("select ssl from pg_stat_ssl where pid = pg_backend_pid()")
                  .oneBoolean();
          assertThat(ssl ? "ssl" : "plain").isEqualTo(outcome);
        }
      }
      assertThat(proxy.connections()).isEqualTo(connections);
    }
  }
}
