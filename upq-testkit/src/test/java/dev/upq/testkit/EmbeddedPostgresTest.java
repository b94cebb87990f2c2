// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.upq.fault.PgConfigException;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgUsageException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedPostgresTest {

  @ParameterizedTest
  @ValueSource(ints = {16, 17, 18})
  void aServerOfEachVersionAnswersAndLeavesNothingBehind(int major) throws Exception {
    EmbeddedPostgres server = EmbeddedPostgres.builder().version(major).start();
    Path scratch = server.socketDirectory();
    List<ProcessHandle> processes;
    try (server) {
      try (PlainClient client = PlainClient.tcp(server.port())) {
        assertThat(client.query("SHOW server_version")).containsExactly(server.version());
        assertThat(client.query("SHOW server_encoding")).containsExactly("UTF8");
        assertThat(client.query("SELECT datcollate FROM pg_database WHERE datname = 'postgres'"))
            .containsExactly("C");
        assertThat(client.query("SHOW timezone")).containsExactly("UTC");
        assertThat(client.query("SHOW fsync")).containsExactly("off");
        processes = Processes.of(server);
      }
      assertThat(server.version()).startsWith(major + ".");
      assertThat(processes).hasSizeGreaterThan(4);
    }
    assertThat(Processes.running(processes)).isEmpty();
    assertThat(Processes.naming(scratch.toString())).isEmpty();
    assertThat(scratch).doesNotExist();
  }

  @Test
  void itIsReachedOverTheUnixSocketToo() throws Exception {
    EmbeddedPostgres server = Shared.server();
    try (PlainClient client = PlainClient.unix(server.socketDirectory(), server.port())) {
      assertThat(client.query("SELECT inet_server_addr() IS NULL")).containsExactly("t");
    }
  }

  @Test
  void itListensOnTheLoopbackAlone() throws Exception {
    EmbeddedPostgres server = Shared.server();
    try (PlainClient client = PlainClient.tcp(server.port())) {
      assertThat(client.query("SHOW listen_addresses").getFirst())
          .matches("127\\.0\\.0\\.1(, ::1)?");
    }
  }

  @Test
  void theUrlNamesUserHostPortAndAnyDatabase() {
    EmbeddedPostgres server = Shared.server();
    assertThat(server.url())
        .isEqualTo("postgresql://postgres@127.0.0.1:" + server.port() + "/postgres");
    assertThat(server.url("a b/c")).endsWith("/a%20b%2Fc");
  }

  @Test
  void rootRunsItAsSomebodyWithoutRights() throws Exception {
    assumeTrue(ServerUser.of(Optional.empty()).ownUid() == 0);
    EmbeddedPostgres server = Shared.server();
    assertThat(ServerUser.owner(Path.of("/proc", Long.toString(server.pid())))).isNotZero();
    assertThat(server.osUser()).isNotEqualTo("root");
    assertThat(ServerUser.owner(server.dataDirectory())).isNotZero();
  }

  @Test
  void stopDisconnectsEverybodyAndRestartUsesTheSamePortAndData() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.start();
        PlainClient before = PlainClient.tcp(server.port())) {
      before.query("CREATE TABLE kept AS SELECT 7 AS n");
      List<ProcessHandle> processes = Processes.of(server);
      long pid = server.pid();
      server.stop();
      before.untilEnd();
      assertThat(server.isRunning()).isFalse();
      assertThat(Processes.running(processes)).isEmpty();
      assertThatThrownBy(() -> PlainClient.tcp(server.port())).isInstanceOf(ConnectException.class);
      server.restart();
      assertThat(server.isRunning()).isTrue();
      assertThat(server.pid()).isNotEqualTo(pid);
      try (PlainClient after = PlainClient.tcp(server.port())) {
        assertThat(after.query("SELECT n FROM kept")).containsExactly("7");
      }
    }
  }

  @Test
  void afterAKillNoProcessIsLeftAndWhatWasCommittedIsThere() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
      for (int round = 1; round <= 5; round++) {
        try (PlainClient client = PlainClient.tcp(server.port())) {
          client.query("CREATE TABLE IF NOT EXISTS crash (round int)");
          client.query("INSERT INTO crash VALUES (" + round + ")");
          List<ProcessHandle> processes = Processes.of(server);
          server.kill();
          assertThat(Processes.running(processes)).isEmpty();
          assertThat(server.isRunning()).isFalse();
          server.restart();
        }
        try (PlainClient client = PlainClient.tcp(server.port())) {
          assertThat(client.query("SELECT count(*) FROM crash")).containsExactly("" + round);
        }
      }
      assertThat(server.log()).anyMatch(line -> line.contains("was not properly shut down"));
    }
  }

  @Test
  void aKilledServerLeavesNoSharedMemoryOnceItIsClosed() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/dev/shm")));
    EmbeddedPostgres server = EmbeddedPostgres.start();
    Set<String> before;
    try (server) {
      before = mappedSharedMemory(server);
      assertThat(before).isNotEmpty();
      server.kill();
      assertThat(before).anyMatch(name -> Files.exists(Path.of(name)));
    }
    assertThat(before).noneMatch(name -> Files.exists(Path.of(name)));
  }

  private static Set<String> mappedSharedMemory(EmbeddedPostgres server) throws IOException {
    try (Stream<String> maps = Files.lines(Path.of("/proc", Long.toString(server.pid()), "maps"))) {
      return maps.filter(line -> line.contains("/dev/shm/PostgreSQL"))
          .map(line -> line.substring(line.indexOf("/dev/shm")))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void aFrozenServerKeepsTheConnectionAndAnswersWhenItThaws() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.start();
        PlainClient client = PlainClient.tcp(server.port())) {
      List<ProcessHandle> processes = Processes.of(server);
      server.freeze();
      if (Files.isDirectory(Path.of("/proc/self"))) {
        assertThat(Processes.states(processes)).matches("T+");
      }
      client.send("SELECT 'thawed'");
      server.thaw();
      assertThat(client.untilReady()).containsExactly("thawed");
      server.freeze();
      server.stop();
      assertThat(Processes.running(processes)).isEmpty();
      assertThat(server.log()).last().asString().contains("database system is shut down");
    }
  }

  @Test
  void aPortThatIsTakenIsAnErrorWhenItWasAskedFor() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertThatThrownBy(() -> EmbeddedPostgres.builder().port(other.getLocalPort()).start())
          .isInstanceOf(PgConfigException.class)
          .hasMessage(
              "port %d on the loopback is taken by somebody else: choose another, or 0 for a free"
                  + " one",
              other.getLocalPort());
    }
    assertNothingRunsHere();
  }

  @Test
  void aPortThatIsTakenAwayBeforeTheServerBindsItIsReplaced() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      int free = LoopbackPorts.choose(LoopbackPorts.addresses());
      Deque<Integer> ports = new ArrayDeque<>(List.of(other.getLocalPort(), free));
      ServerSettings settings = EmbeddedPostgres.builder().settings();
      try (EmbeddedPostgres server =
              EmbeddedPostgres.of(ServerStart.of(settings, addresses -> ports.removeFirst()));
          PlainClient client = PlainClient.tcp(server.port())) {
        assertThat(server.port()).isEqualTo(free);
        assertThat(client.query("SHOW port")).containsExactly("" + free);
      }
    }
  }

  @Test
  void portsComeFromBelowTheRangeOfOutgoingConnections() {
    for (int i = 0; i < 50; i++) {
      assertThat(LoopbackPorts.choose(List.of("127.0.0.1"))).isBetween(15_000, 31_999);
    }
  }

  @Test
  void aStartThatFailsTellsTheEndOfTheLog() throws Exception {
    assertThatThrownBy(() -> EmbeddedPostgres.builder().setting("shared_buffers", "plenty").start())
        .isInstanceOfSatisfying(
            PgConnectException.class,
            e -> assertThat(e.reason()).isEqualTo(PgConnectException.Reason.NOT_READY))
        .hasMessageContaining("shared_buffers")
        .hasMessageContaining("plenty")
        .message()
        .doesNotContain("\n");
    assertNothingRunsHere();
  }

  @Test
  void anInterruptedStartLeavesNothingAndKeepsTheInterrupt() throws Exception {
    EmbeddedPostgres.builder().start().close();
    Thread.currentThread().interrupt();
    assertThatThrownBy(EmbeddedPostgres::start).isInstanceOf(PgInterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertNothingRunsHere();
  }

  @Test
  void closingTwiceIsFineAndUsingAClosedServerIsNot() {
    EmbeddedPostgres server = EmbeddedPostgres.start();
    server.close();
    server.close();
    assertThat(server.isRunning()).isFalse();
    assertThat(server.log()).isEmpty();
    assertThatThrownBy(server::restart).isInstanceOf(PgUsageException.class);
  }

  @Test
  void aStoppedServerCannotBeFrozen() {
    try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
      server.stop();
      assertThatThrownBy(server::freeze).isInstanceOf(PgUsageException.class);
    }
  }

  /** Of this JVM only the shared server may run. */
  private static void assertNothingRunsHere() throws IOException {
    String shared = Shared.server().socketDirectory().toString();
    for (Path scratch : Processes.scratchOf(ProcessHandle.current().pid())) {
      assertThat(scratch.toString()).isEqualTo(shared);
    }
    assertThat(Processes.naming("/" + ScratchDirectory.ownPrefix()))
        .containsExactly(Shared.server().pid());
  }

  /** Started once, stopped by the JVM. */
  private static final class Shared {
    static final EmbeddedPostgres SERVER = TestServer.embedded().orElseGet(EmbeddedPostgres::start);

    static EmbeddedPostgres server() {
      return SERVER;
    }
  }
}
