// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import dev.upq.fault.PgConfigException;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.Sent;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * One life of the server's first process, a direct child of this JVM. One thread at a time.
 *
 * <p>Start: a shell waits for a word on its standard input; the watchdog learns its id; only then
 * the word is given, and the shell becomes the server. So the server is watched from its first
 * moment. It is ready when {@code postmaster.pid} says so. Signals: see the manual, "Shutting Down
 * the Server".
 */
final class Postmaster {

  /** The server could not bind its port on some loopback address. */
  static final class PortTakenException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private static final String GATE = "read -r go || exit 125; exec \"$@\" </dev/null";
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration FAST_STOP_LIMIT = Duration.ofSeconds(15);
  private static final Duration IMMEDIATE_STOP_LIMIT = Duration.ofSeconds(15);
  private static final Duration HALT_LIMIT = Duration.ofSeconds(10);
  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
  private static final long PAUSE_MILLIS = 5;
  private static final int LOG_LINES_TOLD = 12;

  /** Lines of postmaster.pid, counted from 0. */
  private static final int PID_LINE = 0;

  private static final int STATUS_LINE = 7;

  private final Process process;
  private final CompletableFuture<Void> released;
  private boolean frozen;

  private Postmaster(Process process, CompletableFuture<Void> released) {
    this.process = process;
    this.released = released;
  }

  /**
   * Starts the server and waits until it takes connections, at most 60 seconds.
   *
   * @throws PortTakenException if somebody else has the port; the server has ended
   * @throws PgConnectException if it does not start, with the end of its log; it has ended
   */
  static Postmaster start(
      List<String> command, Path data, ScratchDirectory scratch, LogFile log, Watchdog watchdog)
      throws PortTakenException {
    long logStart = log.size();
    Postmaster postmaster = launch(command, scratch, log, watchdog);
    boolean ready = false;
    try {
      postmaster.awaitReady(data, log, logStart);
      ready = true;
      return postmaster;
    } finally {
      if (!ready) {
        postmaster.kill();
      }
    }
  }

  private static Postmaster launch(
      List<String> command, ScratchDirectory scratch, LogFile log, Watchdog watchdog) {
    List<String> gated = new ArrayList<>(List.of("sh", "-c", GATE, "sh"));
    gated.addAll(command);
    try {
      Process process =
          Shell.builder(gated, scratch.path())
              .redirectOutput(Redirect.appendTo(log.path().toFile()))
              .start();
      long pid = process.pid();
      CompletableFuture<Void> released = process.onExit().thenRun(() -> watchdog.release(pid));
      try (Writer gate = process.outputWriter()) {
        watchdog.guard(pid);
        gate.write("go\n");
      }
      return new Postmaster(process, released);
    } catch (IOException e) {
      throw new PgConfigException("cannot start " + command.getFirst() + ": " + e, e);
    }
  }

  private void awaitReady(Path data, LogFile log, long logStart) throws PortTakenException {
    long start = System.nanoTime();
    while (true) {
      boolean alive = process.isAlive();
      boolean ready = alive && saysReady(data);
      if ((ready || !alive) && log.since(logStart).contains("could not bind ")) {
        throw new PortTakenException();
      }
      if (ready) {
        return;
      }
      if (!alive) {
        throw failure("ended with status " + process.exitValue(), data, log, logStart);
      }
      if (System.nanoTime() - start > START_LIMIT.toNanos()) {
        throw failure(
            "was not ready within " + START_LIMIT.toSeconds() + " s", data, log, logStart);
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new PgInterruptedException("interrupted while PostgreSQL started", Sent.NOTHING);
      }
    }
  }

  private boolean saysReady(Path data) {
    try {
      List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
      return lines.size() > STATUS_LINE
          && lines.get(PID_LINE).strip().equals(Long.toString(process.pid()))
          && lines.get(STATUS_LINE).strip().equals("ready");
    } catch (IOException e) {
      return false;
    }
  }

  private static PgConnectException failure(String what, Path data, LogFile log, long logStart) {
    List<String> told = log.lines(logStart, LOG_LINES_TOLD);
    return new PgConnectException(
        PgConnectException.Reason.NOT_READY,
        "PostgreSQL on the data directory %s %s; its log ends with: %s"
            .formatted(data, what, told.isEmpty() ? "nothing" : String.join(" | ", told)),
        null,
        null);
  }

  long pid() {
    return process.pid();
  }

  boolean runs() {
    return process.isAlive();
  }

  /**
   * Disconnects the sessions and shuts down in order; by force where that takes over 15 seconds.
   */
  void stop() {
    end("INT", FAST_STOP_LIMIT);
    stopNow();
  }

  /**
   * Ends without a checkpoint; the next start recovers. By force where that takes over 15 seconds.
   */
  void stopNow() {
    end("QUIT", IMMEDIATE_STOP_LIMIT);
    kill();
  }

  private void end(String signal, Duration limit) {
    if (process.isAlive()) {
      thaw();
      Shell.signal(signal, List.of(process.pid()));
      Waiting.until(limit, () -> !process.isAlive());
    }
  }

  /**
   * Kills the server and each of its children, as a crash of the machine would, and waits until all
   * are gone. It is stopped first, so that it cannot have a child that nobody knows of.
   */
  void kill() {
    if (process.isAlive()) {
      killAll();
    }
    awaitRelease();
  }

  /** Waits for the watchdog to have let the server go, however often this thread is interrupted. */
  private void awaitRelease() {
    boolean interrupted = false;
    while (!released.isDone()) {
      try {
        released.get();
      } catch (InterruptedException told) {
        interrupted = true;
      } catch (ExecutionException failed) {
        throw new IllegalStateException("the watchdog did not let the server go", failed);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void killAll() {
    halt(List.of(process.toHandle()));
    List<ProcessHandle> children = process.descendants().toList();
    List<Long> pids = new ArrayList<>(children.stream().map(ProcessHandle::pid).toList());
    pids.add(process.pid());
    Shell.signal("KILL", pids);
    boolean gone =
        Waiting.until(
            KILL_LIMIT, () -> !process.isAlive() && children.stream().noneMatch(Waiting::runs));
    if (!gone) {
      throw new PgConfigException("the processes " + pids + " do not end on SIGKILL");
    }
  }

  /** Stops every process of the server where it stands; its sockets stay open and fall silent. */
  void freeze() {
    frozen = true;
    halt(List.of(process.toHandle()));
    halt(process.descendants().toList());
  }

  /** Halts processes and waits until they have halted: until then one could still start another. */
  private static void halt(List<ProcessHandle> processes) {
    Shell.signal("STOP", processes.stream().map(ProcessHandle::pid).toList());
    Waiting.until(HALT_LIMIT, () -> processes.stream().allMatch(Waiting::halted));
  }

  /** Lets a frozen server go on; for another one it does nothing. */
  void thaw() {
    if (frozen) {
      Shell.signal("CONT", process.descendants().map(ProcessHandle::pid).toList());
      Shell.signal("CONT", List.of(process.pid()));
      frozen = false;
    }
  }
}
