// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The processes that were started here, so that none outlives this one. Thread-safe. */
final class Children {

  private static final long PATIENCE_SECONDS = 5;

  private final AtomicBoolean ending = new AtomicBoolean();
  private final Set<Process> living = ConcurrentHashMap.newKeySet();

  Children() {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("upq-bench-end")
                .unstarted(
                    () -> {
                      ending.set(true);
                      living.forEach(Process::destroyForcibly);
                    }));
  }

  /** True once this process is on its way out: what fails then need not be told. */
  boolean ending() {
    return ending.get();
  }

  /** The java of this process. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  Process start(ProcessBuilder builder) {
    try {
      Process process = builder.start();
      living.add(process);
      return process;
    } catch (IOException failed) {
      throw new BenchException(
          "cannot start " + builder.command().getFirst() + ": " + failed.getMessage(), failed);
    }
  }

  /** Ends a process, by force where it does not go. */
  void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException told) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } finally {
      living.remove(process);
    }
  }
}
