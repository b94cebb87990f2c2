// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgPipeline;
import dev.upq.connection.PgPipeline.Pending;
import dev.upq.fault.PgDataException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgResultException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.PgValueException;
import dev.upq.row.QueryResult;
import dev.upq.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Pipelines on the pool, and what becomes of their answers, on each server. */
@OnEachServer
final class PipelineAnswersTest {

  private final PgConfig config;
  private final PgPool pool;

  PipelineAnswersTest(int version) {
    config = Servers.config(version).with("pool_max", "1");
    pool = Servers.pool(config);
  }

  @AfterEach
  void close() {
    Soak.eventually("all given back", () -> pool.state().total() == pool.state().idle());
    pool.close();
  }

  private long process() {
    return pool.query("select pg_backend_pid()").oneLong();
  }

  @Test
  @DisplayName("a pipeline on the pool gives its connection back, whatever becomes of it")
  void thePoolHasItsConnectionBack() {
    long process = process();
    PgPipeline pipeline = pool.pipeline();
    Pending<Integer> one = pipeline.query("select $1::int", 1).one(Integer.class);
    Pending<Integer> bad = pipeline.query("select 1 / $1::int", 0).one(Integer.class);
    pipeline.run();
    assertThat(one.get()).isOne();
    assertThatThrownBy(bad::get).isInstanceOf(PgDataException.class);
    assertThat(pool.state().idle()).isOne();
    Pending<Integer> again = pipeline.query("select $1::int", 2).one(Integer.class);
    pipeline.run();
    assertThat(again.get()).isEqualTo(2);
    pipeline.query("select $1::int", "word");
    assertThatThrownBy(pipeline::run).isInstanceOf(PgValueException.class);
    assertThat(pool.state().idle()).isOne();
    pipeline.query("select 3");
    Thread.currentThread().interrupt();
    assertThatThrownBy(pipeline::run).isInstanceOf(PgInterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
    pipeline.run();
    assertThat(pool.state().idle()).isOne();
    assertThat(process()).isEqualTo(process);
  }

  @Test
  @DisplayName("I7: what a function throws comes out of get(), and harms nothing else")
  void whatAFunctionThrowsComesOutOfGet() {
    try (PgPipeline pipeline = pool.pipeline()) {
      Pending<Long> before = pipeline.query("select 1").map(QueryResult::oneLong);
      Pending<Object> wrong =
          pipeline
              .query("select 2")
              .map(
                  result -> {
                    throw new AssertionError("of the caller's own");
                  });
      Pending<Long> halfway =
          pipeline
              .query("select i from generate_series(1, 10) i")
              .each(
                  row -> {
                    if (row.intValue(0) == 5) {
                      throw new IllegalStateException("enough");
                    }
                  });
      Pending<Object> inside =
          pipeline.query("select 3").map(result -> pool.query("select 4").oneLong());
      Pending<Long> after = pipeline.query("select 5").map(QueryResult::oneLong);
      Deadline.within(
          Duration.ofSeconds(5),
          () -> {
            pipeline.run();
            return 0;
          });
      assertThat(before.get()).isOne();
      assertThatThrownBy(wrong::get).isInstanceOf(AssertionError.class).hasMessageContaining("own");
      assertThatThrownBy(halfway::get).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(inside::get).isInstanceOf(PgException.class);
      assertThat(after.get()).isEqualTo(5);
    }
  }

  @Test
  void anAnswerWithAFunctionIsNotKeptBesideIt() {
    try (PgPipeline pipeline = pool.pipeline()) {
      Pending<QueryResult> whole = pipeline.query("select i from generate_series(1, 3) i");
      Pending<QueryResult> source = pipeline.query("select i from generate_series(1, 4) i");
      int[] calls = new int[1];
      Pending<List<Integer>> list = source.list(Integer.class);
      Pending<Integer> size =
          source.map(
              result -> {
                calls[0]++;
                return result.size();
              });
      Pending<Integer> twice = size.map(count -> 2 * count);
      pipeline.run();
      assertThat(list.get()).containsExactly(1, 2, 3, 4);
      assertThat(twice.get()).isEqualTo(8);
      assertThat(twice.get()).isEqualTo(8);
      assertThat(calls[0]).isOne();
      assertThatThrownBy(source::get).isInstanceOf(PgUsageException.class);
      assertThatThrownBy(size::get).isInstanceOf(PgUsageException.class);
      assertThat(whole.get().size()).isEqualTo(3);
      assertThat(whole.list(Integer.class).get()).containsExactly(1, 2, 3);
      assertThat(whole.map(QueryResult::size).map(count -> count + 1).get()).isEqualTo(4);
      assertThatThrownBy(() -> source.list(Integer.class).get())
          .isInstanceOf(PgUsageException.class);
    }
  }

  @Test
  void theLargestResultIsOfOneStatement() {
    PgPool narrow = Servers.pool(config.with("max_result_size", "100000"));
    try (narrow;
        PgPipeline pipeline = narrow.pipeline()) {
      List<Pending<QueryResult>> held = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        held.add(pipeline.query("select repeat('x', 90000)"));
        pipeline.barrier();
      }
      pipeline.run();
      assertThat(held).allMatch(each -> each.get().size() == 1);
      Pending<QueryResult> fits = pipeline.query("select 1");
      pipeline.barrier();
      Pending<QueryResult> large = pipeline.query("select repeat('x', 200000)");
      assertThatThrownBy(pipeline::run).isInstanceOf(PgResultException.class);
      assertThat(fits.get().oneLong()).isOne();
      assertThatThrownBy(large::get).isInstanceOf(PgResultException.class);
      assertThat(narrow.query("select 2").oneLong()).isEqualTo(2);
    }
  }
}
