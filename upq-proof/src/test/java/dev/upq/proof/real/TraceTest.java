// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.PgPool;
import dev.upq.connection.PgPipeline;
import dev.upq.connection.PgPipeline.Pending;
import dev.upq.connection.Rows;
import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import dev.upq.statement.TraceContext;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The trace that a statement belongs to, as the server sees it. */
@Timeout(60)
final class TraceTest {

  private static final String MINE =
      "select query from pg_stat_activity where pid = pg_backend_pid() and $1";
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String REMARK = " /*traceparent='" + TRACE + "'*/";

  private final AtomicReference<@Nullable String> current = new AtomicReference<>();
  private @Nullable PgPool opened;

  @BeforeEach
  void open() {
    TraceContext trace = TraceContext.of(current::get);
    opened =
        PgPool.open(
            Servers.setup(Servers.config().with("pool_max", "1").with("application_name", "traced"))
                .withTrace(trace));
  }

  @AfterEach
  void close() {
    pg().close();
  }

  private PgPool pg() {
    return Objects.requireNonNull(opened);
  }

  private String seen() {
    return pg().query(MINE, true).oneText();
  }

  @Test
  void aStatementSaysWhichTraceItBelongsToWhileThereIsOne() {
    assertThat(seen()).isEqualTo(MINE);
    current.set(TRACE);
    assertThat(seen()).isEqualTo(MINE + REMARK);
    current.set(TRACE.replace('4', '5'));
    assertThat(seen()).isEqualTo(MINE + REMARK.replace('4', '5'));
    current.set(null);
    assertThat(seen()).isEqualTo(MINE);
    assertThat(
            pg()
                .query(
                    "select statement from pg_prepared_statements where statement like $1", "%$1%")
                .stream()
                .map(row -> row.text(0)))
        .as("what stays prepared has no remark")
        .contains(MINE)
        .noneMatch(text -> text.contains("traceparent"));
  }

  @Test
  void aNewTextIsDescribedWithoutItsRemark() {
    current.set(TRACE);
    assertThat(seen()).isEqualTo(MINE + REMARK);
    assertThat(seen()).isEqualTo(MINE + REMARK);
    current.set(null);
    assertThat(
            pg().query(
                    "select from pg_prepared_statements where position($1 in statement) > 0",
                    REMARK)
                .size())
        .isZero();
  }

  @Test
  void streamsPipelinesAndLanesSayItToo() {
    current.set(TRACE);
    try (Rows<Row> rows = pg().stream(MINE, true)) {
      assertThat(rows.one().text(0)).isEqualTo(MINE + REMARK);
    }
    try (PgPipeline pipeline = pg().pipeline()) {
      Pending<QueryResult> first = pipeline.query(MINE, true);
      Pending<QueryResult> second = pipeline.query(MINE, true);
      pipeline.run();
      assertThat(first.get().oneText()).isEqualTo(MINE + REMARK);
      assertThat(second.get().oneText()).isEqualTo(MINE + REMARK);
    }
    // No function: a lane takes plain reads only.
    String plain =
        "select query from pg_stat_activity where application_name = $1 and state = 'active'";
    Soak.eventually(
        "a burst carries it",
        () -> {
          assertThat(pg().lane().query(plain, "traced").oneText()).isEqualTo(plain + REMARK);
          return pg().lane().state().carried() > 0;
        });
  }

  @Test
  void whatCouldEndTheCommentIsNoTrace() {
    for (String wrong :
        new String[] {
          "",
          "01",
          "*/ drop table airport; /*",
          TRACE + "'",
          TRACE.replace("-01", "*/1"),
          TRACE.toUpperCase(Locale.ROOT)
        }) {
      current.set(wrong);
      assertThat(seen()).as(wrong).isEqualTo(MINE);
    }
  }

  @Test
  void aTextThatEndsInACommentHasItsRemarkOnTheNextLine() {
    current.set(TRACE);
    String sql = MINE + " -- for the record";
    assertThat(pg().query(sql, true).oneText()).isEqualTo(sql + "\n" + REMARK.strip());
  }
}
