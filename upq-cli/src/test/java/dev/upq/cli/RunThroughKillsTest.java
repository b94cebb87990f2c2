// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** {@code upq run} while its server is killed. One thread. */
@Timeout(120)
final class RunThroughKillsTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int upq(String... arguments) {
    CommandLine line = Upq.commandLine();
    PrintWriter toOut = new PrintWriter(out, true);
    PrintWriter toErr = new PrintWriter(err, true);
    line.setOut(toOut).setErr(toErr);
    line.getSubcommands().values().forEach(sub -> sub.setOut(toOut).setErr(toErr));
    return line.execute(arguments);
  }

  @Test
  @DisplayName("issue 6 bar 5: upq run lives through kills of its server, and says so")
  void aKilledServerIsToldAndLivedThrough() {
    int status = upq("run", "--once", "--seconds", "2", "--callers", "8", "--kill-every", "1");
    assertThat(out.toString())
        .contains("late flights announced", "the database was lost", "every answer was right")
        .doesNotContain("WRONG", "failed:");
    assertThat(err.toString())
        .contains("killing the server (1)", "the database is away: ", "reconnected: ", " s\n")
        .doesNotContain("\tat ");
    assertThat(status).isZero();
  }

  @Test
  void onlyAServerThatWasStartedHereIsKilled() {
    assertThat(upq("run", "--kill-every", "1", "--url", "postgresql://app@127.0.0.1:1/app"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("--kill-every is for the server that this starts");
  }

  @Test
  void whatIsNewsIsToldOnceAndTheOldestMakesRoom() {
    News news = new News();
    for (int i = 1; i <= 101; i++) {
      news.say("line " + i);
    }
    assertThat(news.now()).contains("line 2");
    news.stop();
    assertThat(news.stopped()).isTrue();
    Optional<String> line = news.now();
    assertThat(line).contains("line 3");
  }
}
