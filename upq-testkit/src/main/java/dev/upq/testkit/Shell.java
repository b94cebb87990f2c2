// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import dev.upq.fault.PgConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Short-lived programs: run to their end, with their output. Thread-safe. */
final class Shell {

  /** What a program left: its exit status, and what it wrote to both its outputs. */
  record Result(int status, String output) {

    String oneLine() {
      return String.join(" | ", output.strip().lines().map(String::strip).toList());
    }
  }

  private Shell() {}

  static Result run(List<String> command) {
    return run(command, Path.of("/"));
  }

  /**
   * Runs a program to its end, whatever the caller's interrupt status; a program that cannot be
   * started has status 127.
   */
  static Result run(List<String> command, Path directory) {
    ProcessBuilder builder = builder(command, directory);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(exitStatus(process), output);
    } catch (IOException e) {
      return new Result(127, String.valueOf(e.getMessage()));
    }
  }

  /** A program with its outputs as one, the locale C, and without libpq's variables of this JVM. */
  static ProcessBuilder builder(List<String> command, Path directory) {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.equals("LANG"));
    builder.environment().put("LC_ALL", "C");
    return builder;
  }

  /**
   * Sends a signal. Processes that have ended meanwhile are passed over. It uses the kill that is
   * part of every {@code sh}, because slim systems lack the program.
   *
   * @param name such as {@code STOP}
   */
  static void signal(String name, Collection<Long> pids) {
    if (pids.isEmpty()) {
      return;
    }
    List<String> command = new ArrayList<>(List.of("sh", "-c", "kill -" + name + " \"$@\"", "sh"));
    pids.forEach(pid -> command.add(Long.toString(pid)));
    Result result = run(command);
    if (result.status() == 127) {
      throw new PgConfigException("cannot run sh to send a signal: " + result.oneLine());
    }
  }

  /** Waits for the end of a program that ends by itself; an interrupt is kept for later. */
  private static int exitStatus(Process process) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return process.waitFor();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
