// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.fault.PgConfigException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the builder offers, asked of the server itself. */
class ServerSettingsTest {

  @TempDir Path directory;

  @BeforeEach
  void letTheServersUserPass() throws Exception {
    Processes.passable(directory);
  }

  @Test
  void settingsReachTheServerWhateverTheyHold() throws Exception {
    try (EmbeddedPostgres server =
            EmbeddedPostgres.builder()
                .setting("max_connections", "17")
                .setting("cluster_name", "it's a \\ 'test'")
                .start();
        PlainClient client = PlainClient.tcp(server.port())) {
      assertThat(client.query("SHOW max_connections")).containsExactly("17");
      assertThat(client.query("SHOW cluster_name")).containsExactly("it's a \\ 'test'");
    }
  }

  @Test
  void alterSystemOutlivesARestart() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().setting("work_mem", "1MB").start()) {
      try (PlainClient client = PlainClient.tcp(server.port())) {
        client.query("ALTER SYSTEM SET work_mem = '3MB'");
      }
      server.restart();
      try (PlainClient client = PlainClient.tcp(server.port())) {
        assertThat(client.query("SHOW work_mem")).containsExactly("3MB");
      }
    }
  }

  @Test
  void nonsenseIsRefusedByTheBuilder() {
    EmbeddedPostgresBuilder builder = EmbeddedPostgres.builder();
    assertThatThrownBy(() -> builder.setting("a b", "1")).isInstanceOf(PgConfigException.class);
    assertThatThrownBy(() -> builder.setting("a", "1\nfsync=off"))
        .isInstanceOf(PgConfigException.class);
    assertThatThrownBy(() -> builder.setting("port", "1")).isInstanceOf(PgConfigException.class);
    assertThatThrownBy(() -> builder.port(65_536)).isInstanceOf(PgConfigException.class);
    assertThatThrownBy(() -> builder.version(9)).isInstanceOf(PgConfigException.class);
    assertThatThrownBy(() -> builder.password("")).isInstanceOf(PgConfigException.class);
  }

  @Test
  void withAPasswordTheServerAsksForItAndTheUrlCarriesIt() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().password("s3 cr:t").start()) {
      assertThat(PlainClient.firstAnswer(server.port())).isEqualTo("R10");
      assertThat(server.url()).startsWith("postgresql://postgres:s3%20cr%3At@127.0.0.1:");
      assertThat(server.socketDirectory().resolve("password")).doesNotExist();
    }
    assertThat(EmbeddedPostgres.builder().password("s3cr3t").settings().toString())
        .doesNotContain("s3cr3t");
  }

  @Test
  void theLinesOfHbaReplaceThoseOfInitdb() throws Exception {
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .hba(List.of("local all all trust", "host all all all password"))
            .start()) {
      assertThat(PlainClient.firstAnswer(server.port())).isEqualTo("R3");
      PlainClient.unix(server.socketDirectory(), server.port()).close();
    }
  }

  @Test
  void withACertificateTheServerOffersTls() throws Exception {
    Path store = directory.resolve("store.p12");
    Shell.Result made =
        Shell.run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "server",
                "-dname",
                "CN=localhost",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString()));
    assertThat(made.status()).as(made.output()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    Certificate certificate = keys.getCertificate("server");
    Key key = keys.getKey("server", "changeit".toCharArray());
    Path certificateFile = pem("CERTIFICATE", certificate.getEncoded());
    Path keyFile = pem("PRIVATE KEY", key.getEncoded());
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder().ssl(certificateFile, keyFile, certificateFile).start()) {
      assertThat(PlainClient.answerToSslRequest(server.port())).isEqualTo('S');
    }
    assertThat(TestServer.embedded().map(EmbeddedPostgres::port).map(ServerSettingsTest::asked))
        .hasValueSatisfying(answer -> assertThat(answer).isEqualTo('N'));
  }

  private static char asked(int port) {
    try {
      return PlainClient.answerToSslRequest(port);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Path pem(String what, byte[] content) throws Exception {
    Path file = directory.resolve(what.replace(' ', '-') + ".pem");
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(("-----BEGIN " + what + "-----\n").getBytes(StandardCharsets.US_ASCII));
      out.write(Base64.getMimeEncoder(64, new byte[] {'\n'}).encode(content));
      out.write(("\n-----END " + what + "-----\n").getBytes(StandardCharsets.US_ASCII));
    }
    return file;
  }

  @Test
  void durableLeavesFsyncOn() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().durable().start();
        PlainClient client = PlainClient.tcp(server.port())) {
      assertThat(client.query("SHOW fsync")).containsExactly("on");
      assertThat(client.query("SHOW full_page_writes")).containsExactly("on");
    }
  }

  @Test
  void aGivenDataDirectorySurvivesAndIsDurable() throws Exception {
    Path data = directory.resolve("deep/er/data");
    Files.createDirectories(data.getParent());
    Processes.passable(directory.resolve("deep"));
    Processes.passable(data.getParent());
    EmbeddedPostgresBuilder builder = EmbeddedPostgres.builder().dataDirectory(data);
    try (EmbeddedPostgres server = builder.start();
        PlainClient client = PlainClient.tcp(server.port())) {
      client.query("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n");
      server.restart();
    }
    String configuration = Files.readString(data.resolve("postgresql.conf"));
    try (EmbeddedPostgres server = builder.start();
        PlainClient client = PlainClient.tcp(server.port())) {
      assertThat(client.query("SELECT sum(n) FROM kept")).containsExactly("500500");
      assertThat(client.query("SHOW fsync")).containsExactly("on");
      assertThat(server.dataDirectory()).isEqualTo(data);
    }
    assertThat(data.resolve("postmaster.pid")).doesNotExist();
    assertThat(data.resolve("postgresql.conf")).hasContent(configuration);
    try (Stream<Path> siblings = Files.list(data.getParent())) {
      assertThat(siblings).containsExactly(data);
    }
  }

  @Test
  void twoServersOnOneDataDirectoryAreRefusedByTheServer() {
    Path data = directory.resolve("data");
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().dataDirectory(data).start()) {
      assertThatThrownBy(() -> EmbeddedPostgres.builder().dataDirectory(data).start())
          .hasMessageContaining("lock file \"postmaster.pid\" already exists");
      assertThat(server.isRunning()).isTrue();
    }
  }

  @Test
  void aDataDirectoryOfAnotherVersionIsNamed() {
    Path data = directory.resolve("data");
    EmbeddedPostgres.builder().version(17).dataDirectory(data).start().close();
    assertThatThrownBy(() -> EmbeddedPostgres.builder().version(18).dataDirectory(data).start())
        .isInstanceOf(PgConfigException.class)
        .hasMessageContaining("is one of PostgreSQL 17, not 18");
  }

  @Test
  void aDirectoryWithSomethingElseInItIsNotTouched() throws Exception {
    Path file = Files.writeString(directory.resolve("letter.txt"), "dear");
    assertThatThrownBy(() -> EmbeddedPostgres.builder().dataDirectory(directory).start())
        .isInstanceOf(PgConfigException.class)
        .hasMessageContaining("neither empty nor a data directory");
    assertThat(file).hasContent("dear");
  }
}
