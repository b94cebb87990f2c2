// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench;

import dev.upq.bench.load.Sample;
import dev.upq.bench.peer.FirstAnswer;
import dev.upq.bench.work.Peer;
import dev.upq.bench.work.Target;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * JVMs that start, ask the server one thing, print the answer and end. Their class path holds what
 * the client needs and no more. One thread at a time.
 */
final class Starts implements Contestant {

  private final Children children;
  private final Peer peer;
  private final Target target;
  private final String classpath;

  private Starts(Children children, Peer peer, Target target, String classpath) {
    this.children = children;
    this.peer = peer;
    this.target = target;
    this.classpath = classpath;
  }

  static Starts of(Children children, Peer peer, Target target)
      throws WorkerProcess.NotOfferedException {
    Set<String> jars =
        switch (peer) {
          case UPQ -> Set.of("upq-0", "upq-client", "upq-protocol");
          case PGJDBC -> Set.of("postgresql-42");
          case VERTX -> Set.of("vertx-", "netty-", "jackson-core", "scram-");
          case R2DBC -> Set.of("r2dbc-", "reactor-", "reactive-", "netty-", "scram-");
          case VERTX_LOOP -> throw new WorkerProcess.NotOfferedException("starts as vertx does");
          case UPQ_LANE, UPQ_TYPED, PGBENCH ->
              throw new WorkerProcess.NotOfferedException("is for other work");
        };
    String classpath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> needed(Path.of(entry), jars))
            .collect(Collectors.joining(File.pathSeparator));
    return new Starts(children, peer, target, classpath);
  }

  private static boolean needed(Path entry, Set<String> jars) {
    String name = entry.getFileName().toString();
    return name.equals("upq-bench.jar")
        || name.equals("classes")
        || jars.stream().anyMatch(name::startsWith);
  }

  @Override
  public String setup() {
    return "a connection of its own, no pool of another maker";
  }

  /** One start, however many seconds were asked for. */
  @Override
  public Sample round(double seconds) {
    ProcessBuilder builder =
        new ProcessBuilder(
                Children.java(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classpath,
                FirstAnswer.class.getName(),
                peer.name(),
                target.host(),
                String.valueOf(target.port()),
                target.database(),
                target.user())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("PGPASSWORD", target.password());
    long begun = System.nanoTime();
    Process process = children.start(builder);
    try (BufferedReader out = process.inputReader()) {
      String answer = out.readLine();
      long took = System.nanoTime() - begun;
      if (!"1".equals(answer)) {
        throw new BenchException(peer.word() + " did not answer at its start");
      }
      return new Sample(1, took / 1e9, -1, -1, took, -1, -1, -1);
    } catch (IOException failed) {
      throw new BenchException(peer.word() + " cannot be read: " + failed.getMessage(), failed);
    } finally {
      children.end(process);
    }
  }

  @Override
  public void close() {}
}
