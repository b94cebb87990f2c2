// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of a JVM that ended, in whatever way. */
class ChildJvmTest {

  @ParameterizedTest
  @ValueSource(strings = {"wait", "freeze"})
  @DisplayName(
      "TH-02 a JVM killed with its server running or frozen leaves no process, and the next one"
          + " sweeps")
  void aKilledJvmLeavesNoProcessAndTheNextOneSweepsItsDirectory(String what) throws Exception {
    try (ChildJvm child = ChildJvm.start(List.of(), what)) {
      String[] server = child.server();
      Path scratch = Path.of(server[2]);
      List<ProcessHandle> processes = Processes.tree(Long.parseLong(server[0]));
      List<ProcessHandle> all = Processes.tree(child.pid());
      assertThat(processes).hasSizeGreaterThan(4);
      assertThat(all).hasSizeGreaterThan(processes.size());
      child.kill();
      assertThat(Waiting.until(Processes.PATIENCE, () -> Processes.running(all).isEmpty()))
          .as("processes left")
          .isTrue();
      assertThat(scratch).exists();
      sweep();
      assertThat(scratch).doesNotExist();
    }
  }

  @Test
  @DisplayName("TH-02 a JVM killed as soon as its server's process is seen leaves no process")
  void aJvmKilledWhileItsServerStartsLeavesNoProcess() throws Exception {
    EmbeddedPostgres.start().close();
    for (int round = 0; round < 3; round++) {
      try (ChildJvm child = ChildJvm.start(List.of(), "wait")) {
        String prefix = "/" + ScratchDirectory.PREFIX + child.pid() + "-";
        String command = "config_file=" + ScratchDirectory.temporary() + prefix;
        assertThat(
                Waiting.until(
                    Processes.PATIENCE,
                    () -> !child.runs() || !Processes.naming(command).isEmpty()))
            .isTrue();
        child.kill();
        assertThat(Waiting.until(Processes.PATIENCE, () -> Processes.naming(prefix).isEmpty()))
            .as("processes left")
            .isTrue();
        sweep();
        assertThat(Processes.scratchOf(child.pid())).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"exit", "wait"})
  void aJvmThatEndsWithoutClosingItsServerStopsIt(String what) throws Exception {
    try (ChildJvm child = ChildJvm.start(List.of(), what)) {
      String[] server = child.server();
      List<ProcessHandle> processes = Processes.tree(Long.parseLong(server[0]));
      assertThat(child.end()).isZero();
      assertThat(Processes.running(processes)).isEmpty();
      assertThat(Processes.naming(server[2])).isEmpty();
      assertThat(Path.of(server[2])).doesNotExist();
    }
  }

  @Test
  @DisplayName("TH-02 nothing of a JVM that lives is swept")
  void nothingOfALivingJvmIsSwept() throws Exception {
    try (ChildJvm child = ChildJvm.start(List.of(), "wait")) {
      String[] server = child.server();
      sweep();
      assertThat(Path.of(server[2])).exists();
      try (PlainClient client = PlainClient.tcp(Integer.parseInt(server[1]))) {
        assertThat(client.query("SELECT 1")).containsExactly("1");
      }
      assertThat(child.end()).isZero();
    }
  }

  @Test
  void twoJvmsThatUnpackForTheFirstTimeAtOnceBothSucceed(@TempDir Path directory) throws Exception {
    Path cache = Processes.passable(directory).resolve("cache");
    List<String> properties = List.of("-D" + BinariesCache.PROPERTY + "=" + cache);
    try (ChildJvm one = ChildJvm.start(properties, "wait");
        ChildJvm other = ChildJvm.start(properties, "wait")) {
      for (ChildJvm child : List.of(one, other)) {
        String[] server = child.server();
        PlainClient.tcp(Integer.parseInt(server[1])).close();
      }
      assertThat(one.end()).isZero();
      assertThat(other.end()).isZero();
    }
    try (Stream<Path> entries = Files.list(cache)) {
      assertThat(entries.map(entry -> entry.getFileName().toString()))
          .hasSize(2)
          .anyMatch(name -> name.endsWith(".lock"))
          .noneMatch(name -> name.contains(".part-"));
    }
  }

  private static void sweep() throws Exception {
    Leftovers.sweep(ScratchDirectory.temporary(), ServerUser.of(Optional.empty()));
  }
}
