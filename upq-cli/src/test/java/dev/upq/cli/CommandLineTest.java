// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.connection.PgConnection;
import dev.upq.testkit.EmbeddedPostgres;
import dev.upq.testkit.certs.ServerCase;
import dev.upq.testkit.certs.TestCertificates;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * One thread. Wrong calls and servers that do not let us in; each is one line, and no password is
 * in any.
 */
final class CommandLineTest {

  private static final String CANARY = "canary-4711";

  private record Run(int status, String out, String err) {
    List<String> errLines() {
      return err.lines().toList();
    }
  }

  private static Run upq(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Upq.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    line.getSubcommands()
        .values()
        .forEach(sub -> sub.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)));
    return new Run(line.execute(arguments), out.toString(), err.toString());
  }

  private static void refused(String url, String... words) {
    Run run = upq("run", "--once", "--url", url);
    assertThat(run.errLines()).hasSize(1);
    assertThat(run.err())
        .startsWith("upq: ")
        .contains("cannot connect to 127.0.0.1:")
        .contains(words);
    assertThat(run.err() + run.out()).doesNotContain(CANARY).doesNotContain("\tat ");
    assertThat(run.status()).isEqualTo(1);
  }

  @Test
  void wrongUsageIsOneLineAndWhereToReadOn() {
    for (String[] wrong :
        new String[][] {
          {},
          {"run", "--bogus"},
          {"run", "--seconds", "0"},
          {"run", "--callers", "x"},
          {"run", "--console", "yes"},
          {"run", "--console", "65536"},
          {"run", "--console", "-1"}
        }) {
      Run run = upq(wrong);
      assertThat(run.status()).isEqualTo(2);
      assertThat(run.errLines()).hasSize(2);
      assertThat(run.errLines().getFirst()).startsWith("upq: ");
      assertThat(run.errLines().getLast()).startsWith("See: upq").endsWith("--help");
    }
  }

  @Test
  void helpGoesToStandardOutput() {
    assertThat(upq("--help").out()).contains("Exit status", "run");
    assertThat(upq("run", "--help").out()).contains("--once", "--url", "upq_flights");
  }

  @Test
  void anUnknownSettingIsNamedAndThePasswordIsNot() {
    Run run = upq("run", "--url", "postgresql://u:" + CANARY + "@h/d?sslmod=require");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.errLines()).hasSize(1);
    assertThat(run.err()).contains("sslmod", "did you mean \"sslmode\"?").doesNotContain(CANARY);
  }

  @Test
  void aRefusedConnectionNamesWhereAndWhatToDo() {
    refused(
        "postgresql://ann:" + CANARY + "@127.0.0.1:1/flights",
        "127.0.0.1:1",
        "user \"ann\"",
        "database \"flights\"",
        "is PostgreSQL running there");
  }

  @Test
  @DisplayName("a wrong password, a missing database and a full server: one line each (A6)")
  void serversThatLetUsNotIn() {
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .password("right")
            .setting("max_connections", "5")
            .setting("superuser_reserved_connections", "0")
            .setting("reserved_connections", "0")
            .start()) {
      String there = "127.0.0.1:" + server.port();
      refused(
          "postgresql://postgres:" + CANARY + "@" + there + "/postgres",
          there,
          "user \"postgres\"",
          "database \"postgres\"",
          "28P01",
          "check user and password");
      refused(
          "postgresql://postgres:right@" + there + "/nowhere",
          there,
          "database \"nowhere\"",
          "3D000",
          "createdb nowhere");
      List<PgConnection> all = new ArrayList<>();
      try {
        for (int i = 0; i < 5; i++) {
          all.add(PgConnection.open(server.url()));
        }
        refused(server.url(), there, "53300", "max_connections");
      } finally {
        all.forEach(PgConnection::close);
      }
    }
  }

  @Test
  void aTakenPortOfTheLivePageIsToldBeforeAnythingIsLoaded() throws IOException {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start();
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      Run run = upq("run", "--once", "--url", server.url(), "--console", port);
      assertThat(run.status()).isEqualTo(2);
      assertThat(run.err())
          .contains("upq: the console cannot listen on 127.0.0.1, port " + port)
          .doesNotContain("loaded");
    }
  }

  @Test
  void theLivePageListensWhileItIsOpenAndNotWhereItIsOff() throws IOException {
    CommandLine line = Upq.commandLine();
    try (PgPool pool = PgPool.open("postgresql://app@127.0.0.1:1/app");
        LivePage page = LivePage.of("0", line);
        LivePage none = LivePage.of("OFF", line)) {
      assertThat(none.open(pool)).isEmpty();
      URI uri = page.open(pool).orElseThrow();
      try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
        assertThat(socket.isConnected()).isTrue();
      }
      page.close();
      assertThatThrownBy(() -> new Socket(uri.getHost(), uri.getPort()).close())
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void typesPrintsEachTypeAndHowManyAreBinary() {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start();
        PgConnection connection = PgConnection.open(server.url())) {
      connection.script("create type mood as enum ('sad'); create type pair as (m mood, n int)");
      Run run = upq("types", "--url", server.url());
      assertThat(run.err()).isEmpty();
      assertThat(run.status()).isZero();
      List<String> lines = run.out().lines().map(line -> line.replaceAll(" +", " ")).toList();
      assertThat(lines)
          .contains("int4 base yes yes yes Integer", "aclitem base - - yes String")
          .contains("pg_node_tree base yes - yes String", "trigger pseudo - - - -")
          .contains("public.mood enum yes yes yes String", "public._pair array yes yes yes List");
      assertThat(lines.getLast()).matches("binary both ways: (\\d+) of \\d+");
      Run json = upq("types", "--json", "--url", server.url());
      assertThat(json.out())
          .contains("\"name\": \"mood\", \"kind\": \"enum\", \"binaryOut\": true")
          .doesNotContain("binary both ways");
    }
  }

  @Test
  void aWrongCertificateIsOneLine(@TempDir Path directory) {
    TestCertificates certificates = TestCertificates.in(directory);
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .ssl(
                certificates.server(ServerCase.GOOD).certificateFile(),
                certificates.server(ServerCase.GOOD).keyFile())
            .start()) {
      refused(
          "postgresql://postgres@127.0.0.1:"
              + server.port()
              + "/postgres?sslmode=verify-full&sslrootcert="
              + certificates.otherRootFile(),
          "127.0.0.1:" + server.port(),
          "user \"postgres\"",
          "database \"postgres\"",
          "sslrootcert");
    }
  }

  @Test
  void whereThereIsNoTerminalNothingIsRedrawn() {
    StringWriter text = new StringWriter();
    Screen screen = new Screen(new PrintWriter(text, true), false, true);
    screen.progress("half way");
    screen.draw(List.of("one", "two"));
    screen.line(screen.bold("three"));
    assertThat(text.toString().lines()).containsExactly("one", "two", "three");
  }

  @Test
  void inATerminalADrawingTakesThePlaceOfTheOneBefore() {
    StringWriter text = new StringWriter();
    Screen screen = new Screen(new PrintWriter(text, true), true, false);
    screen.draw(List.of("one", "two"));
    screen.draw(List.of("three"));
    assertThat(text.toString())
        .contains("\u001b[2F\u001b[J")
        .endsWith("three" + System.lineSeparator());
    assertThat(screen.bold("plain")).isEqualTo("plain");
  }
}
