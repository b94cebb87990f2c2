// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.upq.config.PgConfig;
import dev.upq.config.Secret;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConfigException;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectException.Reason;
import dev.upq.fault.PgTimeoutException;
import dev.upq.row.Row;
import dev.upq.testkit.certs.ClientKeyFiles;
import dev.upq.testkit.certs.TestCertificates;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** TLS and authentication against each server's own. */
@OnEachServer
final class EncryptedTest {

  private final int version;

  EncryptedTest(int version) {
    this.version = version;
  }

  private PgConfig config(String user) {
    return SecureServer.config(version, user).withPassword(Secret.of(SecureServer.PASSWORD));
  }

  private static boolean encrypted(PgConnection connection) {
    return connection
        .query("select ssl from pg_stat_ssl where pid = pg_backend_pid()")
        .oneBoolean();
  }

  private static Reason refused(PgConfig config) {
    PgConnectException told =
        catchThrowableOfType(PgConnectException.class, () -> Servers.connect(config).close());
    assertThat(told).as("connected").isNotNull();
    assertThat(told.getMessage()).doesNotContain("\n").doesNotContain(SecureServer.PASSWORD);
    return told.reason();
  }

  @Test
  void eachModeEncryptsAsItSays() {
    for (String mode :
        List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full")) {
      try (PgConnection connection = Servers.connect(config("scram").with("sslmode", mode))) {
        assertThat(encrypted(connection))
            .as(mode)
            .isEqualTo(!List.of("disable", "allow").contains(mode));
        assertThat(connection.query("select session_user").oneText()).isEqualTo("scram");
      }
    }
  }

  @Test
  void allowAndPreferTryTheOtherWay() {
    try (PgConnection connection = Servers.connect(config("plain").with("sslmode", "prefer"))) {
      assertThat(encrypted(connection)).isFalse();
    }
    try (PgConnection connection =
        Servers.connect(
            withClient(config(TestCertificates.CLIENT_USER)).with("sslmode", "allow"))) {
      assertThat(encrypted(connection)).isTrue();
    }
    assertThat(refused(config("plain").with("sslmode", "require")))
        .isEqualTo(Reason.AUTHENTICATION);
  }

  @Test
  void aCertificateThatDoesNotPassIsRefused() {
    TestCertificates certificates = SecureServer.certificates();
    PgConfig full = config("scram").with("sslmode", "verify-full");
    PgConfig elsewhere = full.with("hostaddr", "127.0.0.1").with("host", "db.example.org");
    assertThat(refused(elsewhere)).isEqualTo(Reason.TLS);
    try (PgConnection connection = Servers.connect(elsewhere.with("sslmode", "verify-ca"))) {
      assertThat(encrypted(connection)).isTrue();
    }
    try (PgConnection connection =
        Servers.connect(full.with("hostaddr", "127.0.0.1").with("host", "localhost"))) {
      assertThat(encrypted(connection)).isTrue();
    }
    for (String mode : List.of("verify-ca", "verify-full")) {
      PgConfig other =
          full.with("sslmode", mode).with("sslrootcert", certificates.otherRootFile().toString());
      assertThat(refused(other)).isEqualTo(Reason.TLS);
      assertThatThrownBy(
              () -> Servers.connect(full.with("sslmode", mode).with("sslrootcert", "/nowhere")))
          .isInstanceOfAny(PgConfigException.class, PgConnectException.class);
    }
  }

  private static PgConfig withClient(PgConfig config) {
    TestCertificates certificates = SecureServer.certificates();
    return config.toBuilder()
        .set("sslcert", certificates.client().certificateFile().toString())
        .set("sslkey", certificates.client().keyFile().toString())
        .build();
  }

  @Test
  void aClientCertificateLogsInWithEachFormOfItsKey() {
    PgConfig client =
        withClient(config(TestCertificates.CLIENT_USER)).with("sslmode", "verify-full");
    ClientKeyFiles keys = SecureServer.certificates().clientKeys();
    for (Path key : List.of(keys.pkcs8(), keys.pkcs1(), keys.der())) {
      try (PgConnection connection = Servers.connect(client.with("sslkey", key.toString()))) {
        Row row =
            connection
                .query(
                    "select session_user, client_dn from pg_stat_ssl where pid = pg_backend_pid()")
                .row(0);
        assertThat(row.text(0)).isEqualTo(TestCertificates.CLIENT_USER);
        assertThat(row.text(1)).contains(TestCertificates.CLIENT_USER);
      }
    }
    try (PgConnection connection =
        Servers.connect(
            client
                .with("sslkey", keys.encryptedPkcs8().toString())
                .with("sslpassword", ClientKeyFiles.PASSWORD))) {
      assertThat(encrypted(connection)).isTrue();
    }
  }

  @Test
  void withoutItsCertificateNobodyLogsIn() {
    PgConfig cert = config(TestCertificates.CLIENT_USER).with("sslmode", "require");
    assertThat(refused(cert)).isIn(Reason.AUTHENTICATION, Reason.TLS);
    PgConfig twice = config("twice").with("sslmode", "require");
    assertThat(refused(twice)).isIn(Reason.AUTHENTICATION, Reason.TLS);
    try (PgConnection connection = Servers.connect(withClient(twice))) {
      assertThat(connection.query("select session_user").oneText()).isEqualTo("twice");
    }
    assertThat(refused(withClient(twice).withPassword(Secret.of("wrong"))))
        .isEqualTo(Reason.AUTHENTICATION);
    assertThat(refused(withClient(config("scram").withUser("nobody").with("sslmode", "require"))))
        .isEqualTo(Reason.AUTHENTICATION);
  }

  @Test
  void directNegotiationIsForServersThatKnowIt() {
    PgConfig direct =
        config("scram").with("sslmode", "verify-full").with("sslnegotiation", "direct");
    if (version >= 17) {
      try (PgConnection connection = Servers.connect(direct)) {
        assertThat(encrypted(connection)).isTrue();
      }
    } else {
      assertThat(refused(direct)).isIn(Reason.TLS, Reason.PROTOCOL, Reason.UNREACHABLE);
    }
  }

  @Test
  @DisplayName("A3: channel binding is required and done, and refused where it cannot be")
  void channelBindingIsDone() {
    PgConfig bound = config("scram").with("channel_binding", "require");
    try (PgConnection connection = Servers.connect(bound.with("sslmode", "require"))) {
      assertThat(encrypted(connection)).isTrue();
    }
    assertThat(refused(bound.with("sslmode", "disable"))).isEqualTo(Reason.AUTHENTICATION);
    assertThat(refused(bound.withUser("postgres").with("sslmode", "require")))
        .isEqualTo(Reason.AUTHENTICATION);
    assertThat(refused(bound.withUser("word").with("sslmode", "require")))
        .isEqualTo(Reason.AUTHENTICATION);
  }

  @Test
  @DisplayName("A1: md5, and a password in the clear without TLS, are refused unless allowed")
  void weakMethodsAreRefused() {
    assertThat(refused(config("old").with("sslmode", "require"))).isEqualTo(Reason.AUTHENTICATION);
    assertThat(refused(config("word").with("sslmode", "disable"))).isEqualTo(Reason.AUTHENTICATION);
    for (PgConfig allowed :
        List.of(
            config("old").with("sslmode", "disable").with("require_auth", "md5"),
            config("word").with("sslmode", "disable").with("require_auth", "password"),
            config("word").with("sslmode", "require"))) {
      try (PgConnection connection = Servers.connect(allowed)) {
        assertThat(connection.query("select 1").oneLong()).isOne();
      }
    }
    assertThat(refused(config("postgres").with("require_auth", "scram-sha-256")))
        .isEqualTo(Reason.AUTHENTICATION);
  }

  @Test
  void theUnixSocketsOwnerIsWhoItMustBe() {
    Assumptions.assumeFalse(System.getProperty("os.name").startsWith("Windows"));
    PgConfig unix =
        config("scram").with("host", SecureServer.of(version).socketDirectory().toString());
    for (PgConfig config :
        List.of(unix, unix.with("requirepeer", SecureServer.of(version).osUser()))) {
      try (PgConnection connection = Servers.connect(config)) {
        assertThat(encrypted(connection)).isFalse();
        assertThat(connection.query("select inet_client_addr() is null").oneBoolean()).isTrue();
        assertThat(connection.query("select repeat('x', 100000)").oneText()).hasSize(100_000);
      }
    }
    PgConnectException told =
        catchThrowableOfType(
            PgConnectException.class, () -> Servers.connect(unix.with("requirepeer", "somebody")));
    assertThat(told).hasMessageContaining("somebody");
  }

  @Test
  void anInterruptOverAUnixSocketCancelsToo() {
    PgConfig unix =
        config("scram")
            .with("host", SecureServer.of(version).socketDirectory().toString())
            .with("query_timeout", "1");
    try (PgConnection connection = Servers.connect(unix)) {
      assertThatThrownBy(() -> connection.query("select pg_sleep(60)"))
          .isInstanceOf(PgTimeoutException.class);
      assertThat(connection.query("select 1").oneLong()).isOne();
    }
  }
}
