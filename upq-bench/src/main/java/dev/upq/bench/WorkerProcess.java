// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench;

import dev.upq.bench.load.Sample;
import dev.upq.bench.work.Case;
import dev.upq.bench.work.Peer;
import dev.upq.bench.work.Target;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A {@link Worker} in a JVM of its own, seen from its parent. One thread at a time. */
final class WorkerProcess implements Contestant {

  private static final List<String> SIZES = List.of("-Xms512m", "-Xmx2g", "-XX:+UseG1GC");

  /** What Netty asks for. */
  private static final List<String> ACCESS =
      List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

  /** What the JVM has to say goes to standard error: standard output is for the worker's lines. */
  private static final List<String> LOG =
      List.of("-Xlog:disable", "-Xlog:all=warning:stderr", "-Xlog:jfr+startup=error:stderr");

  private static final long PATIENCE_SECONDS = 60;
  private static final long FRUGAL_PATIENCE_SECONDS = 10;
  private static final String END = "";

  private final Children children;
  private final Process process;
  private final BufferedWriter in;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final String name;
  private final long patienceSeconds;
  private final String setup;

  private WorkerProcess(Children children, Process process, String name, long patienceSeconds)
      throws NotOfferedException {
    this.patienceSeconds = patienceSeconds;
    this.children = children;
    this.process = process;
    this.name = name;
    this.in = process.outputWriter();
    Thread.ofPlatform().daemon().name(name).start(this::listen);
    Wire.Line first = read(0);
    if (first.kind() == Wire.Kind.NOT_OFFERED) {
      throw new NotOfferedException(first.text());
    }
    setup = first.text();
  }

  /** The client has no such thing. Immutable. */
  static final class NotOfferedException extends Exception {
    private static final long serialVersionUID = 1;

    NotOfferedException(String reason) {
      super(reason);
    }

    String reason() {
      return Objects.requireNonNullElse(getMessage(), "");
    }
  }

  /**
   * Starts one and waits until it is connected.
   *
   * @throws NotOfferedException where the client does no such work
   * @throws BenchException where it does not come up
   */
  static WorkerProcess start(Children children, Peer peer, Case work, Target target)
      throws NotOfferedException {
    List<String> options = new ArrayList<>(SIZES);
    String more = System.getenv().getOrDefault("UPQ_BENCH_WORKER_OPTS", "");
    options.addAll(List.of(more.isBlank() ? new String[0] : more.strip().split(" +", -1)));
    return start(children, peer, work, target, options, PATIENCE_SECONDS, Redirect.INHERIT);
  }

  /** Starts one that has little room, and may fail: what it says then is not shown. */
  static WorkerProcess frugal(
      Children children, Peer peer, Case work, Target target, List<String> options)
      throws NotOfferedException {
    return start(children, peer, work, target, options, FRUGAL_PATIENCE_SECONDS, Redirect.DISCARD);
  }

  private static WorkerProcess start(
      Children children,
      Peer peer,
      Case work,
      Target target,
      List<String> options,
      long patienceSeconds,
      Redirect errors)
      throws NotOfferedException {
    List<String> command = new ArrayList<>();
    command.add(Children.java());
    command.addAll(ACCESS);
    command.addAll(LOG);
    command.addAll(options);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            Worker.class.getName(),
            peer.name(),
            work.name()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors);
    builder.environment().put(Wire.TARGET_VARIABLE, Wire.write(target));
    Process process = children.start(builder);
    try {
      return new WorkerProcess(children, process, peer.word(), patienceSeconds);
    } catch (NotOfferedException | RuntimeException failed) {
      children.end(process);
      throw failed;
    }
  }

  private void listen() {
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
      }
      lines.add(END);
    } catch (IOException gone) {
      lines.add(END);
    }
  }

  @Override
  public String setup() {
    return setup;
  }

  @Override
  public Sample round(double seconds) {
    try {
      in.write(String.valueOf(seconds));
      in.newLine();
      in.flush();
    } catch (IOException gone) {
      throw new BenchException("the worker of " + name + " is gone", gone);
    }
    return Objects.requireNonNull(read(seconds).sample());
  }

  private Wire.Line read(double seconds) {
    String line;
    try {
      line = lines.poll((long) (seconds + patienceSeconds), TimeUnit.SECONDS);
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", told);
    }
    if (line == null) {
      throw new BenchException("the worker of " + name + " says nothing any more");
    }
    if (line.equals(END)) {
      throw new BenchException("the worker of " + name + " ended without a word");
    }
    Wire.Line read = Wire.read(line, Wire.Line.class);
    if (read.kind() == Wire.Kind.FAILED) {
      throw new BenchException(name + " failed: " + read.text());
    }
    return read;
  }

  @Override
  public void close() {
    children.end(process);
  }
}
