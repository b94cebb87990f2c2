// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import dev.upq.fault.PgConfigException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Ends the server when this JVM was killed and could not do so itself. Thread-safe; {@code lock}
 * guards all its fields. A small {@code sh} reads from this JVM which process it is to watch; the
 * end of that pipe is the end of this JVM, however it came. A server is started only after the
 * watchdog knows its process id.
 */
final class Watchdog implements AutoCloseable {

  /** Immediate shutdown, with 15 seconds until the kill; a frozen server is woken to hear of it. */
  private static final String SCRIPT =
      """
      trap '' HUP INT TERM QUIT PIPE
      pid=0
      while read -r line; do pid=$line; done
      test "$pid" -gt 0 || exit 0
      kill -QUIT "$pid"
      kill -CONT "$pid"
      left=15
      while test "$left" -gt 0 && kill -0 "$pid"; do sleep 1; left=$((left - 1)); done
      kill -KILL "$pid"
      """;

  private static final Duration END_LIMIT = Duration.ofSeconds(5);
  private static final long NOBODY = 0;

  private final ReentrantLock lock = new ReentrantLock();
  private Process shell;
  private BufferedWriter pipe;
  private long guarded = NOBODY;

  private Watchdog(Process shell) {
    this.shell = shell;
    this.pipe = shell.outputWriter();
  }

  static Watchdog start() {
    return new Watchdog(startShell());
  }

  /** From now on the end of this JVM is the end of that process. */
  void guard(long pid) {
    lock.lock();
    try {
      if (!shell.isAlive()) {
        replace();
      }
      guarded = pid;
      try {
        tell(pid);
      } catch (IOException endedUnseen) {
        replace();
        tell(pid);
      }
    } catch (IOException e) {
      throw new PgConfigException("the watchdog of the test server is gone: " + e, e);
    } finally {
      lock.unlock();
    }
  }

  /** The process has ended, and its id may soon be another's. */
  void release(long pid) {
    lock.lock();
    try {
      if (guarded == pid) {
        guarded = NOBODY;
        tell(NOBODY);
      }
    } catch (IOException e) {
      // Without a watchdog there is nobody who could take the id for the server's.
      guarded = NOBODY;
    } finally {
      lock.unlock();
    }
  }

  /** The id of the watchdog's own process. */
  long pid() {
    lock.lock();
    try {
      return shell.pid();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the watchdog. A process that it still guards ends too. */
  @Override
  public void close() {
    lock.lock();
    try {
      pipe.close();
      Process process = shell;
      if (guarded == NOBODY && !Waiting.until(END_LIMIT, () -> !process.isAlive())) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      shell.destroyForcibly();
    } finally {
      lock.unlock();
    }
  }

  /**
   * A watchdog that somebody killed; its end may show in the pipe before it shows in the process.
   */
  private void replace() {
    shell = startShell();
    pipe = shell.outputWriter();
  }

  private void tell(long pid) throws IOException {
    pipe.write(pid + "\n");
    pipe.flush();
  }

  private static Process startShell() {
    try {
      return Shell.builder(List.of("sh", "-c", SCRIPT), Path.of("/"))
          .redirectOutput(Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new PgConfigException("cannot run sh, which watches over the test server: " + e, e);
    }
  }
}
