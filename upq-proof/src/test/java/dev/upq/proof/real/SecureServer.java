// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.testkit.EmbeddedPostgres;
import dev.upq.testkit.certs.ServerCase;
import dev.upq.testkit.certs.TestCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Servers that do TLS with a good certificate and ask for passwords or certificates, one of each
 * version; shared and never changed but for roles. Thread-safe; LOCK guards the fields.
 *
 * <p>Who may in: {@code postgres} without a password; {@code upq_client} by its certificate; {@code
 * twice} by SCRAM and a certificate, over TLS; {@code plain} by SCRAM without TLS only; {@code old}
 * by md5; {@code word} by a password in the clear; anybody else by SCRAM.
 */
final class SecureServer {

  static final String PASSWORD = "s3cret canary";

  private static final List<String> HBA =
      List.of(
          "local all all trust",
          "host all postgres all trust",
          "hostssl all upq_client all cert",
          "hostnossl all upq_client all reject",
          "hostssl all twice all scram-sha-256 clientcert=verify-ca",
          "hostnossl all plain all scram-sha-256",
          "hostssl all plain all reject",
          "host all old all md5",
          "host all word all password",
          "host all all all scram-sha-256");

  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final Map<Integer, EmbeddedPostgres> STARTED = new HashMap<>();
  private static final TestCertificates CERTIFICATES = TestCertificates.in(directory());

  private SecureServer() {}

  static TestCertificates certificates() {
    return CERTIFICATES;
  }

  static EmbeddedPostgres of(int version) {
    LOCK.lock();
    try {
      return STARTED.computeIfAbsent(version, SecureServer::start);
    } finally {
      LOCK.unlock();
    }
  }

  /**
   * That user at the newest server, with the root that signed the server's certificate and nothing
   * else.
   */
  static PgConfig config(String user) {
    return config(Servers.NEWEST, user);
  }

  static PgConfig config(int version, String user) {
    return PgConfig.parse(of(version).url())
        .with("user", user)
        .with("connect_timeout", "30")
        .with("sslrootcert", CERTIFICATES.rootFile().toString());
  }

  private static EmbeddedPostgres start(int version) {
    EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .version(version)
            .hba(HBA)
            .ssl(
                CERTIFICATES.server(ServerCase.GOOD).certificateFile(),
                CERTIFICATES.server(ServerCase.GOOD).keyFile(),
                CERTIFICATES.rootFile())
            .start();
    try (PgConnection connection =
        Servers.connect(PgConfig.parse(server.url()).with("connect_timeout", "30"))) {
      for (String role : List.of("upq_client", "twice", "plain", "word", "scram")) {
        connection.script("create role " + role + " login password '" + PASSWORD + "'");
      }
      connection.script(
          "set password_encryption = 'md5'; create role old login password '" + PASSWORD + "'");
    }
    return server;
  }

  private static Path directory() {
    try {
      Path directory = Files.createTempDirectory("upq-certificates");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
      return directory;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static void delete(Path directory) {
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
