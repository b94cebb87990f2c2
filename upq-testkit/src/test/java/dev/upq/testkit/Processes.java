// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Looks at the processes and files of this machine for the tests. Stateless. */
final class Processes {

  /** Long enough for any machine; how long it takes is not asserted. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private Processes() {}

  /** The server's first process and all that it has started. */
  static List<ProcessHandle> of(EmbeddedPostgres server) {
    return tree(server.pid());
  }

  static List<ProcessHandle> tree(long pid) {
    List<ProcessHandle> all = new ArrayList<>();
    ProcessHandle.of(pid)
        .ifPresent(
            first -> {
              all.add(first);
              all.addAll(first.descendants().toList());
            });
    return all;
  }

  /** The processes that run and name that text in their command line. */
  static List<Long> naming(String text) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains(text))
        .filter(Waiting::runs)
        .map(ProcessHandle::pid)
        .toList();
  }

  static List<Long> running(List<ProcessHandle> processes) {
    return processes.stream().filter(Waiting::runs).map(ProcessHandle::pid).toList();
  }

  /** The states of processes on Linux, a letter each; T is stopped. */
  static String states(List<ProcessHandle> processes) throws IOException {
    StringBuilder states = new StringBuilder();
    for (ProcessHandle process : processes) {
      String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      states.append(stat.charAt(stat.lastIndexOf(')') + 2));
    }
    return states.toString();
  }

  /** The temporary directories of servers that JVMs with this id have made. */
  static List<Path> scratchOf(long jvm) throws IOException {
    String prefix = ScratchDirectory.PREFIX + jvm + "-";
    try (Stream<Path> files = Files.list(ScratchDirectory.temporary())) {
      return files.filter(file -> file.getFileName().toString().startsWith(prefix)).toList();
    }
  }

  /** A directory that the server's user may pass through, also where root runs the tests. */
  static Path passable(Path directory) throws IOException {
    return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
  }
}
