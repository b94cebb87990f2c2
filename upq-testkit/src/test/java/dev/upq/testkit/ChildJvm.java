// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM that the tests start and kill. One thread at a time. */
final class ChildJvm implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;

  private ChildJvm(Process process) {
    this.process = process;
    this.output = process.inputReader();
  }

  static ChildJvm start(List<String> properties, String what) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"));
    SystemSetting.property(BinariesSearch.PROPERTY)
        .ifPresent(place -> command.add("-D" + BinariesSearch.PROPERTY + "=" + place));
    command.addAll(properties);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "dev.upq.testkit.ChildServer", what));
    return new ChildJvm(new ProcessBuilder(command).redirectError(Redirect.INHERIT).start());
  }

  /** The pid, port and directory of its server, once that runs. */
  String[] server() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the child JVM ended without a server");
    }
    return line.split(" ", 3);
  }

  long pid() {
    return process.pid();
  }

  boolean runs() {
    return process.isAlive();
  }

  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  int end() throws InterruptedException, IOException {
    process.getOutputStream().close();
    return process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
