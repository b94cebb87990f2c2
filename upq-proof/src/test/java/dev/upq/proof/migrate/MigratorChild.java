// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.migrate;

import dev.upq.config.PgConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;

/** A JVM with a {@link MigratorProgram}, which is killed at the end. One thread at a time. */
final class MigratorChild implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;

  private MigratorChild(Process process) {
    this.process = process;
    this.output = process.inputReader();
  }

  static MigratorChild start(PgConfig config, Path folder, int stop) {
    String server =
        "host=%s port=%d dbname=%s user=%s connect_timeout=30 sslmode=disable"
            .formatted(
                config.hosts().getFirst().host(),
                config.hosts().getFirst().port(),
                config.database(),
                config.user());
    try {
      return new MigratorChild(
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-XX:TieredStopAtLevel=1",
                      "-XX:+UseSerialGC",
                      "-Xmx64m",
                      "-cp",
                      System.getProperty("java.class.path"),
                      MigratorProgram.class.getName(),
                      server,
                      folder.toString(),
                      Integer.toString(stop)))
              .redirectError(Redirect.INHERIT)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next line; empty at the end. */
  String line() {
    try {
      String line = output.readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads on to that line; whether it came. */
  boolean reaches(String wanted) {
    String line = line();
    while (!line.isEmpty() && !line.equals(wanted)) {
      line = line();
    }
    return line.equals(wanted);
  }

  /** Gives it the byte that it waits for. */
  void sign() {
    try {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int exit() throws InterruptedException {
    return process.waitFor();
  }

  /** As kill -9 does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
