// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a JVM loads on its way from its start to the first answer. Lambdas, switches over types and
 * texts put together by invokedynamic are classes made at run time, a millisecond each, and the
 * first of them more: the way of every start goes without.
 */
@Timeout(60)
final class FirstAnswerTest {

  /** The main program of the other JVM: a pool, a query, a line. */
  public static final class Program {

    private Program() {}

    /** The URI. */
    public static void main(String[] arguments) {
      PgPool pool = PgPool.open(arguments[0]);
      System.out.println(pool.query("select id from generate_series(1, $1) id", 1).oneLong());
      System.out.flush();
      Runtime.getRuntime().halt(0);
    }
  }

  @Test
  @DisplayName("B11: no class of ours is made at run time before the first answer")
  void noClassIsMadeAtRunTime(@TempDir Path folder) throws IOException, InterruptedException {
    List<String> loaded = loaded(folder.resolve("loaded.txt"));
    assertThat(loaded).anyMatch(line -> line.contains(" dev.upq.connection.PgConnection source:"));
    assertThat(loaded)
        .filteredOn(line -> line.contains(" dev.upq.") && line.contains("/0x"))
        .isEmpty();
  }

  @Test
  @DisplayName("B11: nothing is loaded before the first answer that this start has no use for")
  void whatIsNotNeededIsNotLoaded(@TempDir Path folder) throws IOException, InterruptedException {
    assertThat(loaded(folder.resolve("loaded.txt")))
        .noneMatch(line -> line.contains(" java.security.SecureRandom source:"))
        .noneMatch(line -> line.contains(" java.util.regex.Pattern source:"))
        .noneMatch(line -> line.contains(" java.util.stream.Stream source: jrt"))
        .noneMatch(line -> line.contains(" java.math.BigInteger$RecursiveOp source:"))
        .noneMatch(line -> line.contains(" java.util.concurrent.ThreadPoolExecutor source:"))
        .noneMatch(line -> line.contains(" jdk.jfr."))
        .noneMatch(line -> line.contains(" dev.upq.stats.Log source:"))
        .noneMatch(line -> line.contains(" dev.upq.lane."));
  }

  /** A line for each class, with where it came from. */
  private static List<String> loaded(Path log) throws IOException, InterruptedException {
    PgConfig config = Servers.config(Servers.NEWEST);
    String uri =
        "postgresql://"
            + config.user()
            + "@127.0.0.1:"
            + config.hosts().getFirst().port()
            + "/"
            + config.database()
            + "?sslmode=disable";
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                uri)
            .redirectError(Redirect.INHERIT)
            .start();
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.readLine()).isEqualTo("1");
    } finally {
      process.destroy();
      process.waitFor();
    }
    return Files.readAllLines(log);
  }
}
