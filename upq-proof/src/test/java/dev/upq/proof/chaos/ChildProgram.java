// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.chaos;

import dev.upq.config.PgConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own that runs a main class of these tests. One thread at a time. */
final class ChildProgram implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;

  private ChildProgram(Process process) {
    this.process = process;
    this.output = process.inputReader();
  }

  /** Runs that class with the way to a server, and more, as its arguments. */
  static ChildProgram start(
      List<String> options, Class<?> main, PgConfig config, String... arguments)
      throws IOException {
    List<String> all = new ArrayList<>();
    all.add(
        "host=%s port=%d dbname=%s user=%s connect_timeout=30 sslmode=disable"
            .formatted(
                config.hosts().getFirst().host(),
                config.hosts().getFirst().port(),
                config.database(),
                config.user()));
    all.addAll(List.of(arguments));
    return start(List.of(), options, main, all);
  }

  /** As above, behind a command that makes surroundings for it, and with these arguments alone. */
  static ChildProgram start(
      List<String> surroundings, List<String> options, Class<?> main, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(surroundings);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return new ChildProgram(new ProcessBuilder(command).redirectError(Redirect.INHERIT).start());
  }

  /** The next line that it writes; waits for it. */
  String line() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new AssertionError("the child JVM ended early");
    }
    return line;
  }

  /** Gives it the sign that it waits for: one byte. */
  void sign() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  int exit() throws InterruptedException {
    return process.waitFor();
  }

  void signal(String name) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
            .inheritIO()
            .start()
            .waitFor();
    if (status != 0) {
      throw new AssertionError("kill ended with " + status);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
