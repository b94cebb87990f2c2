// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.fault.Diagnostic;
import dev.upq.fault.PgResultException;
import dev.upq.fault.SqlState;
import dev.upq.testkit.script.FakeServer;
import dev.upq.testkit.script.Greeting;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.NoticeResponse;
import dev.upq.wire.ParameterStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More than fits: rows, texts, parameters. */
@Timeout(900)
final class FloodTest {

  private static final long MOST_LIVE = 32L << 20;
  private static final int MOST_HELD = 256;
  private static final int MOST_PARAMETERS = 256;

  /** Long: {@code -Dupq.chaos.rows=10000000}, which is 10 GB. */
  @Test
  @DisplayName("M1: rows of 1 KB stream through a JVM of 64 MiB, live heap at most 32 MiB")
  void aBigStream() throws IOException, InterruptedException {
    int rows = Chaos.count("rows", 300_000);
    try (Site site = Site.plain();
        ChildProgram child =
            ChildProgram.start(
                List.of("-Xmx64m", "-XX:+ExitOnOutOfMemoryError"),
                BigStream.class,
                site.config(),
                Integer.toString(rows))) {
      String[] told = child.line().split(" ");
      assertThat(child.exit()).isZero();
      Chaos.say("M1: %s rows of 1 KB, most live heap %s bytes", told[0], told[1]);
      assertThat(Long.parseLong(told[0])).isEqualTo(rows);
      assertThat(Long.parseLong(told[1])).isLessThan(MOST_LIVE);
    }
  }

  /** Long: {@code -Dupq.chaos.megabytes=1024}. */
  @Test
  @DisplayName("M2: a result above the limit of 64 MiB is refused, and the session goes on")
  void aResultThatIsTooLarge() {
    int megabytes = Chaos.count("megabytes", 100);
    try (Site site = Site.plain();
        PgConnection session = Chaos.connect(site.config())) {
      long before = Baseline.liveHeap();
      PgResultException told =
          catchThrowableOfType(
              PgResultException.class,
              () ->
                  session.query(
                      "select repeat('x', 1048576) from generate_series(1, $1)", megabytes));
      assertThat(told).hasMessageContaining("max_result_size");
      assertThat(session.query("select 1").oneLong()).isOne();
      long growth = Baseline.liveHeap() - before;
      Chaos.say("M2: %d MiB were sent, heap grew by %,d bytes", megabytes, growth);
      assertThat(growth).isLessThan(8L << 20);
    }
  }

  @Test
  @DisplayName("M3: of 100,000 parameters that a server reports, 256 are kept")
  void manyParameters() {
    int reported = 100_000;
    List<BackendMessage> flood = new ArrayList<>();
    for (int i = 0; i < reported; i++) {
      flood.add(new ParameterStatus("flood" + i, "v"));
    }
    flood.add(new NoticeResponse(Diagnostic.of("NOTICE", SqlState.of("00000"), "the end")));
    try (FakeServer server =
            FakeServer.serving(
                conversation -> {
                  Greeting.postgres18().accept(conversation);
                  conversation.send(flood.toArray(BackendMessage[]::new));
                  conversation.discard();
                });
        PgConnection session =
            Chaos.connect(
                PgConfig.parse(
                    "user=u dbname=d sslmode=disable host=127.0.0.1 port=" + server.port()))) {
      Chaos.until("all have come", () -> !session.takeNotices().isEmpty());
      int kept = 0;
      for (int i = 0; i < reported; i++) {
        kept += session.parameter("flood" + i).isPresent() ? 1 : 0;
      }
      assertThat(kept).isBetween(1, MOST_PARAMETERS);
      assertThat(session.ended()).isFalse();
    }
  }

  /** Long: {@code -Dupq.chaos.texts=1000000}. */
  @Test
  @DisplayName("M4: texts without end: at most 256 statements on the server, and a flat heap")
  void textsWithoutEnd() {
    int texts = Chaos.count("texts", 10_000);
    try (Site site = Site.plain();
        PgConnection session = Chaos.connect(site.config())) {
      long half = 0;
      for (int i = 0; i < texts; i++) {
        if (session.query("select $1::int4 + " + i, 1).oneLong() != i + 1) {
          throw new AssertionError("text " + i);
        }
        if (i == texts / 2) {
          half = Baseline.liveHeap();
        }
      }
      long held = session.query("select count(*) from pg_prepared_statements").oneLong();
      long growth = Baseline.liveHeap() - half;
      Chaos.say(
          "M4: %,d texts, %d on the server, the second half took %,d bytes", texts, held, growth);
      assertThat(held).isLessThanOrEqualTo(MOST_HELD);
      assertThat(session.preparedCount()).isLessThanOrEqualTo(MOST_HELD);
      assertThat(growth).isLessThan(8L << 20);
    }
  }
}
