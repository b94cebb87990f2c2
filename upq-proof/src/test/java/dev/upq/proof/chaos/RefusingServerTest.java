// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgSession;
import dev.upq.fault.Diagnostic;
import dev.upq.fault.PgException;
import dev.upq.fault.SqlState;
import dev.upq.testkit.script.FakeServer;
import dev.upq.testkit.script.Script;
import dev.upq.time.Deadline;
import dev.upq.wire.ErrorResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that lets nobody in. Long: {@code -Dupq.chaos.refused=30}. */
@Timeout(300)
final class RefusingServerTest {

  private static final int CALLERS = 64;
  private static final int MOST_ATTEMPTS = 40;

  private final Duration refused = Chaos.seconds("refused", 1_500);

  @ParameterizedTest(name = "{0}, in the lane: {1}")
  @CsvSource({"reset, false", "53300, false", "57P03, false", "reset, true"})
  @DisplayName(
      "C10, RS-04, RS-07, RS-08: nobody is let in: attempts follow the backoff and not the callers,"
          + " who are told by their own deadlines")
  void attemptsFollowTheBackoff(String answer, boolean lane) throws InterruptedException {
    Tally tally = new Tally();
    try (FakeServer server = FakeServer.serving(Duration.ofMinutes(2), script(answer));
        PgPool pool = Chaos.pool(config(server))) {
      long end = System.nanoTime() + refused.toNanos();
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        Duration limit = Duration.ofMillis(300 + 10L * i);
        PgSession session = lane ? pool.lane() : pool;
        callers.add(
            Thread.startVirtualThread(
                () -> {
                  while (System.nanoTime() < end) {
                    ask(session, limit, tally);
                    Chaos.pause(Duration.ofMillis(20));
                  }
                }));
      }
      for (Thread caller : callers) {
        caller.join();
      }
      Chaos.say(
          "C10: %s%s: %d attempts in %s by %d callers; %s",
          answer, lane ? " in the lane" : "", server.connections(), refused, CALLERS, tally);
      assertThat(server.connections()).isBetween(2, MOST_ATTEMPTS);
      assertThat(tally.wrong()).isEmpty();
      assertThat(tally.worstOverrun()).isLessThan(Duration.ofSeconds(1));
    }
  }

  private static PgConfig config(FakeServer server) {
    return PgConfig.parse("user=u dbname=d sslmode=disable pool_max=32 connect_timeout=5")
        .with("host", server.host())
        .with("port", Integer.toString(server.port()));
  }

  private static Script script(String answer) {
    return conversation -> {
      if (answer.equals("reset")) {
        conversation.closeHard();
        return;
      }
      conversation.expectStartup();
      conversation.send(
          new ErrorResponse(
              Diagnostic.of("FATAL", SqlState.of(answer), "sorry, too many or too early")));
      conversation.close();
    };
  }

  private static void ask(PgSession session, Duration limit, Tally tally) {
    long begun = System.nanoTime();
    try {
      Deadline.within(limit, () -> session.query("select 1"));
      tally.wrong(new AssertionError("an answer from nowhere"));
    } catch (PgException told) {
      tally.failed(told);
    } catch (RuntimeException | Error wrong) {
      tally.wrong(wrong);
    } finally {
      tally.ended("ask", begun, System.nanoTime() - begun - limit.toNanos());
    }
  }
}
