// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench;

import dev.upq.bench.load.Sample;
import dev.upq.bench.work.Case;
import dev.upq.bench.work.PointSelect;
import dev.upq.bench.work.Target;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * pgbench, which is libpq in C without decoding: prepared statements, and where there are more
 * callers than connections a pipeline of as many selects as callers come on a connection. One
 * thread at a time.
 */
final class Pgbench implements Contestant {

  private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+) \\(without");
  private static final Pattern LATENCY = Pattern.compile("latency average = ([0-9.]+) ms");

  private final Children children;
  private final Target target;
  private final Path program;
  private final Path script;
  private final int clients;
  private final int depth;

  private Pgbench(
      Children children, Target target, Path program, Path script, int clients, int depth) {
    this.children = children;
    this.target = target;
    this.program = program;
    this.script = script;
    this.clients = clients;
    this.depth = depth;
  }

  /** Where it is installed; empty where it is not on the PATH. */
  static Optional<Path> find() {
    String path = System.getenv().getOrDefault("PATH", "");
    for (String folder : path.split(File.pathSeparator, -1)) {
      Path program = Path.of(folder, "pgbench");
      if (!folder.isEmpty() && Files.isExecutable(program)) {
        return Optional.of(program);
      }
    }
    return Optional.empty();
  }

  static Pgbench of(Children children, Path program, Case work, Target target) {
    int clients = Math.min(work.callers(), target.connections());
    int depth = work.callers() / clients;
    String select =
        "\\set id random(1, "
            + PointSelect.ACCOUNTS
            + ")\n"
            + PointSelect.SELECT.replace("$1", ":id")
            + ";\n";
    String text =
        depth == 1 ? select : "\\startpipeline\n" + select.repeat(depth) + "\\endpipeline\n";
    try {
      Path script = Files.createTempFile("upq-bench-", ".sql");
      script.toFile().deleteOnExit();
      Files.writeString(script, text);
      return new Pgbench(children, target, program, script, clients, depth);
    } catch (IOException failed) {
      throw new BenchException("cannot write pgbench's script: " + failed.getMessage(), failed);
    }
  }

  @Override
  public String setup() {
    return "libpq, prepared, "
        + clients
        + " connections"
        + (depth == 1 ? "" : ", pipelines of " + depth);
  }

  @Override
  public Sample round(double seconds) {
    int whole = Math.max(1, (int) Math.round(seconds));
    ProcessBuilder builder =
        new ProcessBuilder(
                program.toString(),
                "-n",
                "-M",
                "prepared",
                "-c",
                String.valueOf(clients),
                "-j",
                String.valueOf(Math.min(clients, 2)),
                "-T",
                String.valueOf(whole),
                "-f",
                script.toString(),
                "-h",
                target.host(),
                "-p",
                String.valueOf(target.port()),
                "-U",
                target.user(),
                target.database())
            .redirectErrorStream(true);
    builder.environment().put("PGPASSWORD", target.password());
    builder.environment().put("PGSSLMODE", "disable");
    builder.environment().put("LC_ALL", "C");
    Process process = children.start(builder);
    try {
      return sample(process);
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", told);
    } catch (IOException failed) {
      throw new BenchException("pgbench cannot be read: " + failed.getMessage(), failed);
    } finally {
      children.end(process);
    }
  }

  private Sample sample(Process process) throws InterruptedException, IOException {
    long begun = System.nanoTime();
    long cpu = 0;
    while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
      cpu = process.info().totalCpuDuration().map(Duration::toNanos).orElse(cpu);
    }
    double took = (System.nanoTime() - begun) / 1e9;
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher rate = RATE.matcher(said);
    if (process.exitValue() != 0 || !rate.find()) {
      throw new BenchException("pgbench failed: " + said.lines().reduce((a, b) -> b).orElse(""));
    }
    double perSecond = Double.parseDouble(rate.group(1)) * depth;
    Matcher latency = LATENCY.matcher(said);
    long mean = latency.find() ? (long) (Double.parseDouble(latency.group(1)) * 1e6) : -1;
    // Its own clock excludes connecting; the figures are made to say its rate.
    double seconds = Math.max(1, Math.floor(took));
    return new Sample(Math.round(perSecond * seconds), seconds, cpu, -1, mean, -1, -1, -1);
  }

  @Override
  public void close() {
    script.toFile().delete();
  }
}
