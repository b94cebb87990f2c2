// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import dev.upq.connection.PgConnection;
import dev.upq.connection.PgPipeline;
import dev.upq.connection.Rows;
import dev.upq.fault.PgException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A walk through what a connection can do, whose every step gives a fact that can be compared.
 * Stateless. Against the same server, or a tape of it, the facts are the same each time.
 */
final class Walk {

  /** One thing that is done. */
  record Step(String name, Function<PgConnection, Object> work) {}

  /**
   * What came of a step.
   *
   * @param fact the answer, or the failure as text
   * @param lost whether it failed because the connection was gone
   */
  record Outcome(String step, String fact, boolean lost) {}

  private static final String DOUBLED = "select $1::int4 * 2 as n, $2::text as s";

  static final List<Step> STEPS =
      List.of(
          new Step("a text of two statements", c -> facts(c.script("select 1 as a; select 2, 3"))),
          new Step("a statement that is new", c -> fact(c.query(DOUBLED, 21, "x"))),
          new Step("the same statement again", c -> fact(c.query(DOUBLED, 4, "y"))),
          new Step("several rows", c -> fact(c.query("select i from generate_series(1, 9) i"))),
          new Step("a syntax error", c -> fact(c.query("selec 1"))),
          new Step("a data error", c -> fact(c.query("select 1 / $1::int4", 0))),
          new Step("a pipeline with an error", Walk::pipeline),
          new Step("nothing", c -> fact(c.query(""))),
          new Step("a table", c -> fact(c.query("create temp table t (a int4)"))),
          new Step("COPY out", c -> fact(c.query("copy (select 1) to stdout"))),
          new Step("COPY in", c -> fact(c.query("copy t from stdin"))),
          new Step("COPY in, simple", c -> facts(c.script("copy t from stdin; select 1"))),
          new Step("a notification", Walk::notified),
          new Step("a notice", Walk::noticed),
          new Step("a parameter", Walk::parameter),
          new Step("rows as they come", Walk::streamed),
          new Step("a transaction with a portal", Walk::portal),
          new Step("the end", c -> fact(c.query(DOUBLED, 8, "z"))));

  private Walk() {}

  /** Takes one step; what is not a failure of ours is thrown. */
  static Outcome take(Step step, PgConnection connection) {
    try {
      return new Outcome(step.name(), String.valueOf(step.work().apply(connection)), false);
    } catch (PgTimeoutException hung) {
      throw new AssertionError("hung in: " + step.name(), hung);
    } catch (PgException failed) {
      boolean lost = connection.ended();
      return new Outcome(
          step.name(), failed.getClass().getSimpleName() + failed.getMessage(), lost);
    }
  }

  private static String fact(QueryResult result) {
    List<String> rows = new ArrayList<>();
    for (Row row : result) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < row.columns().size(); i++) {
        values.add(row.text(i));
      }
      rows.add(values.toString());
    }
    return result.commandTag() + rows;
  }

  private static String facts(List<QueryResult> results) {
    return results.stream().map(Walk::fact).toList().toString();
  }

  private static Object pipeline(PgConnection connection) {
    List<PgPipeline.Pending<QueryResult>> pending = new ArrayList<>();
    try (PgPipeline pipeline = connection.pipeline()) {
      pending.add(pipeline.query("select 11::int8"));
      pending.add(pipeline.query("select 12 / $1::int4", 0));
      pending.add(pipeline.query("select 13::int8"));
      pipeline.barrier();
      pending.add(pipeline.query("select 14::int8"));
      pipeline.run();
    }
    List<String> outcomes = new ArrayList<>();
    for (PgPipeline.Pending<QueryResult> each : pending) {
      try {
        outcomes.add(fact(each.get()));
      } catch (PgException failed) {
        outcomes.add(failed.getClass().getSimpleName());
      }
    }
    return outcomes;
  }

  private static Object notified(PgConnection connection) {
    connection.script("listen upq_walk");
    connection.script("notify upq_walk, 'hello'");
    return connection.notifications().take().stream().map(n -> n.channel() + n.payload()).toList();
  }

  private static Object noticed(PgConnection connection) {
    connection.script("do $$ begin raise notice 'take %', 'note'; end $$");
    return connection.takeNotices().stream().map(n -> n.line()).toList();
  }

  private static Object parameter(PgConnection connection) {
    connection.script("set application_name = 'walker'");
    return connection.parameter("application_name");
  }

  private static Object streamed(PgConnection connection) {
    List<Long> seen = new ArrayList<>();
    try (Rows<Row> rows = connection.stream("select i from generate_series(1, 5) i")) {
      for (Row row : rows) {
        seen.add(row.longValue(0));
      }
    }
    return seen;
  }

  private static Object portal(PgConnection connection) {
    connection.query("begin");
    Object seen = streamed(connection);
    return seen + connection.query("rollback").commandTag();
  }
}
