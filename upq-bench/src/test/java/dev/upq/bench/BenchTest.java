// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** One thread. Wrong calls, which measure nothing. */
final class BenchTest {

  private record Run(int status, String out, String err) {}

  private static Run bench(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Bench.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return new Run(line.execute(arguments), out.toString(), err.toString());
  }

  @Test
  void aWrongCallIsOneLineAndStatusTwo() {
    for (String[] wrong :
        new String[][] {
          {"--bogus"},
          {"--rounds", "0"},
          {"--rounds", "x"},
          {"--seconds", "0"},
          {"--seconds", "NaN"},
          {"--only", "B15"},
          {"--only", ""},
          {"--peers", "oracle"},
          {"--connections", "101"},
          {"stray"}
        }) {
      Run run = bench(wrong);
      assertThat(run.status()).as(String.join(" ", wrong)).isEqualTo(2);
      assertThat(run.err().lines()).hasSize(1);
      assertThat(run.err()).startsWith("upq bench: ").contains("--help");
      assertThat(run.out()).isEmpty();
    }
  }

  @Test
  void aServerThatIsNotThereIsOneLineAndStatusOne() {
    Run run = bench("--only", "B1", "--url", "postgresql://ann:canary-4711@127.0.0.1:1/x");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).startsWith("upq bench: ").doesNotContain("canary-4711");
  }

  @Test
  void helpNamesEveryOption() {
    Run run = bench("--help");
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains("--quick", "--url", "--rounds", "--seconds", "--only", "--peers")
        .contains("--json", "--svg", "--markdown", "--jmh", "Exit status");
  }
}
