// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.testkit.EmbeddedPostgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** Listening and sending from the shell. One thread. */
@Timeout(60)
final class NotificationCommandsTest {

  private static final EmbeddedPostgres SERVER = EmbeddedPostgres.start();

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @AfterAll
  static void end() {
    SERVER.close();
  }

  private int upq(String... arguments) {
    CommandLine line = Upq.commandLine();
    PrintWriter toOut = new PrintWriter(out, true);
    PrintWriter toErr = new PrintWriter(err, true);
    line.setOut(toOut).setErr(toErr);
    line.getSubcommands().values().forEach(sub -> sub.setOut(toOut).setErr(toErr));
    return line.execute(arguments);
  }

  private Future<Integer> listening(ExecutorService threads, String... arguments) {
    Future<Integer> listening = threads.submit(() -> upq(arguments));
    while (!err.toString().contains("upq: listening") && !listening.isDone()) {
      LockSupport.parkNanos(1_000_000);
    }
    return listening;
  }

  @Test
  void whatOneSendsTheOtherPrints() throws Exception {
    String url = SERVER.url();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> news = listening(threads, "listen", "--url", url, "--count", "2", "News");
      assertThat(upq("notify", "--url", url, "news", "folded")).isZero();
      assertThat(upq("notify", "--url", url, "News", "hello")).isZero();
      assertThat(upq("notify", "--url", url, "News")).isZero();
      assertThat(news.get()).isZero();
    }
    assertThat(out.toString().lines()).containsExactly("News\thello", "News\t");
  }

  @Test
  void aPatternIsOneOfTopics() throws Exception {
    String url = SERVER.url();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> flights =
          listening(threads, "listen", "--url", url, "--count", "1", "flight.*");
      assertThat(upq("notify", "--url", url, "--topics", "upq_topics", "flight", "no")).isZero();
      assertThat(upq("notify", "--url", url, "--topics", "upq_topics", "flight.delayed", "HNL"))
          .isZero();
      assertThat(flights.get()).isZero();
    }
    assertThat(out.toString().lines()).containsExactly("flight.delayed\tHNL");
    assertThat(err.toString()).contains("flight.* is a pattern of topics");
  }

  @Test
  void whatCannotBeSentIsOneLine() {
    assertThat(upq("notify", "--url", SERVER.url(), "x".repeat(64))).isOne();
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).contains("63 bytes");
    assertThat(upq("listen")).isEqualTo(2);
  }
}
