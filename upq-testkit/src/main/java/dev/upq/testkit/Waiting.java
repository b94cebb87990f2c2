// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Waiting for what other processes do, by looking again and again. Thread-safe. */
final class Waiting {

  private static final long PAUSE_MILLIS = 5;

  private Waiting() {}

  /**
   * Waits until a condition holds, whatever the caller's interrupt status, which is kept.
   *
   * @return whether it came to hold within the limit
   */
  static boolean until(Duration limit, BooleanSupplier condition) {
    boolean interrupted = false;
    try {
      long start = System.nanoTime();
      while (!condition.getAsBoolean()) {
        if (System.nanoTime() - start > limit.toNanos()) {
          return false;
        }
        try {
          Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * True while a process runs. One that has ended but was not yet reaped by its parent does not
   * run.
   */
  static boolean runs(ProcessHandle process) {
    return process.isAlive() && !state(process).startsWith("Z");
  }

  /**
   * True once a process has halted or ended. A signal to halt takes effect when the process gets
   * its next turn on a processor, which may be after the call that sent it.
   */
  static boolean halted(ProcessHandle process) {
    return !runs(process) || state(process).startsWith("T");
  }

  /** The state as ps(1) abbreviates it, empty for a process that is gone. */
  private static String state(ProcessHandle process) {
    String pid = Long.toString(process.pid());
    if (!Files.exists(Path.of("/proc/self/stat"))) {
      return Shell.run(List.of("ps", "-o", "state=", "-p", pid)).output().strip();
    }
    try {
      String text = Files.readString(Path.of("/proc", pid, "stat"));
      return text.substring(text.lastIndexOf(')') + 2);
    } catch (IOException | IndexOutOfBoundsException e) {
      return "";
    }
  }
}
