// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.fault.PgDataException;
import dev.upq.fault.PgReadOnlyException;
import dev.upq.fault.PgResultException;
import dev.upq.fault.PgUsageException;
import dev.upq.lane.LaneState;
import dev.upq.lane.ReadLane;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Read lanes on each server. */
@OnEachServer
final class ReadLaneTest {

  private static final String BY_KEY = "select id, name from thing where id = $1";
  private static final String DIVIDE = "select 100 / $1::int";
  private static final String WAIT = "select wait_a_little($1)";
  private static final int CALLERS = 64;

  private final PgConfig config;
  private final PgPool pool;
  private final ReadLane lane;

  record Thing(int id, String name) {}

  ReadLaneTest(int version) {
    config =
        Servers.inSchema(Servers.config(version), "read_lane")
            .with("lane_max", "1")
            .with("lane_alone_max", "1")
            .with("application_name", "lane " + version);
    pool = Servers.pool(config);
    lane = pool.lane();
  }

  @BeforeEach
  void things() {
    pool.execute("create table thing (id int primary key, name text not null)");
    pool.execute("insert into thing select i, 'thing ' || i from generate_series(1, 1000) i");
    pool.execute(
        "create function wait_a_little(seconds float8) returns int language plpgsql as $$ begin"
            + " if seconds > 0 then perform pg_sleep(seconds); end if; return 7; end $$");
  }

  @AfterEach
  void close() {
    Soak.eventually("at rest", () -> lane.state().waiting() == 0 && lane.state().underWay() == 0);
    pool.close();
    Soak.eventually("no connection left", () -> lane.state().carriers() == 0);
  }

  /** Runs once, alone, so that the lane knows the text to be fast. */
  private void known(String sql, Object... arguments) {
    lane.query(sql, arguments);
  }

  /** Runs it once for each caller, in a thread of its own. */
  private static <T> List<Future<T>> together(int callers, Callable<T> work) {
    List<Future<T>> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < callers; i++) {
        results.add(threads.submit(work));
      }
    }
    return results;
  }

  @Test
  @DisplayName("reads of many callers leave in shared bursts, and each gets its own answer")
  void shared() throws Exception {
    // A machine that stands still makes the first one slow; then it takes a few more to be trusted.
    for (int i = 0; i < 100 && lane.state().carried() == 0; i++) {
      known(BY_KEY, 1);
    }
    List<Future<Thing>> things = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 1000; i++) {
        int id = i + 1;
        things.add(threads.submit(() -> lane.query(BY_KEY, id).one(Thing.class)));
      }
    }
    for (int i = 0; i < 1000; i++) {
      assertThat(things.get(i).get()).isEqualTo(new Thing(i + 1, "thing " + (i + 1)));
    }
    LaneState state = lane.state();
    assertThat(state.carried()).isPositive();
    assertThat(state.bursts()).isLessThan(state.carried());
    assertThat(state.carriers()).isOne();
  }

  @Test
  @DisplayName("an error in a burst is its own caller's, and those behind it are sent again")
  void errorIsItsOwnCallers() throws Exception {
    known(BY_KEY, 1);
    for (int round = 0; round < 20; round++) {
      String failing = DIVIDE + " /* " + round + " */";
      known(failing, 1);
      List<Future<Thing>> things = new ArrayList<>();
      List<Future<Long>> quotients = new ArrayList<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 1; i <= CALLERS; i++) {
          int id = i;
          things.add(threads.submit(() -> lane.query(BY_KEY, id).one(Thing.class)));
          quotients.add(threads.submit(() -> lane.query(failing, id % 8).oneLong()));
        }
      }
      for (int i = 1; i <= CALLERS; i++) {
        assertThat(things.get(i - 1).get().id()).isEqualTo(i);
        Future<Long> quotient = quotients.get(i - 1);
        if (i % 8 == 0) {
          assertThatThrownBy(quotient::get).hasCauseInstanceOf(PgDataException.class);
        } else {
          assertThat(quotient.get()).isEqualTo(100 / (i % 8));
        }
      }
    }
    assertThat(lane.state().passedOver()).isPositive();
  }

  @Test
  @DisplayName("the server refuses writes with 25006, in a burst and alone, and nothing is written")
  void writesAreRefused() {
    String hidden =
        "with gone as (delete from thing where id = $1 returning id) select * from gone";
    String locking = "select id from thing where id = $1 for update";
    for (int i = 0; i < 3; i++) {
      for (String write : List.of(hidden, locking, "delete from thing where id = $1")) {
        assertThatThrownBy(() -> lane.query(write, 1)).isInstanceOf(PgReadOnlyException.class);
      }
    }
    // Fast so far, so that it rides in a burst, and writes then.
    pool.execute(
        "create function writes(really bool) returns int language plpgsql as $$ begin"
            + " if really then insert into thing values (0, 'x'); end if; return 1; end $$");
    known("select writes($1)", false);
    long carried = lane.state().carried();
    known("select writes($1)", false);
    assertThat(lane.state().carried()).isEqualTo(carried + 1);
    assertThatThrownBy(() -> lane.query("select writes($1)", true))
        .isInstanceOf(PgReadOnlyException.class);
    assertThat(lane.state().carried()).isEqualTo(carried + 2);
    assertThat(pool.query("select count(*) from thing").oneLong()).isEqualTo(1000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "set default_transaction_read_only = off",
        "select set_config('default_transaction_read_only', 'off', false)",
        "begin",
        "listen x",
        "select pg_advisory_lock(1)",
        "copy thing to stdout"
      })
  @DisplayName("what may leave something in a session is refused before anything is sent")
  void sessionStateIsRefused(String sql) {
    assertThatThrownBy(() -> lane.query(sql))
        .isInstanceOf(PgUsageException.class)
        .hasMessageContaining("plain reads");
    assertThat(lane.state().alone().total()).isZero();
    assertThat(lane.state().carriers()).isZero();
  }

  @Test
  @DisplayName("every session of a lane is read-only, READ COMMITTED and limited in time")
  void sessions() {
    String settings =
        "select current_setting('transaction_read_only') || ' ' ||"
            + " current_setting('transaction_isolation') || ' ' ||"
            + " current_setting('statement_timeout')";
    assertThat(lane.query(settings).oneText()).isEqualTo("on read committed 0");
    assertThat(lane.query(settings).oneText()).isEqualTo("on read committed 100ms");
    assertThat(pool.query(settings).oneText()).isEqualTo("off read committed 0");
    PgConfig writable = config.with("target_session_attrs", "read-write");
    try (PgPool other = Servers.pool(writable)) {
      assertThat(other.lane().query(settings).oneText()).isEqualTo("on read committed 0");
    }
  }

  @Test
  @DisplayName("a statement that is slow in a burst is cancelled there and runs alone from then on")
  void slow() throws Exception {
    known(WAIT, 0.0);
    known(BY_KEY, 1);
    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Long> slow = threads.submit(() -> lane.query(WAIT, 0.4).oneLong());
      for (int i = 1; i <= CALLERS; i++) {
        int id = i;
        all.add(threads.submit(() -> lane.query(BY_KEY, id).one(Thing.class)));
      }
      for (Future<?> each : all) {
        assertThat(each.get()).isInstanceOf(Thing.class);
      }
      assertThat(slow.get()).isEqualTo(7);
    }
    long carried = lane.state().carried();
    assertThat(lane.query(WAIT, 0.0).oneLong()).isEqualTo(7);
    assertThat(lane.state().carried()).isEqualTo(carried);
    for (int i = 0; i < 64; i++) {
      lane.query(WAIT, 0.0);
    }
    assertThat(lane.state().carried()).isGreaterThan(carried);
  }

  @Test
  @DisplayName("a large result is moved off the lane, one above the limit refused with what to do")
  void large() {
    String text = "select repeat('x', $1)";
    known(text, 1);
    lane.query(text, 100_000);
    assertThat(lane.state().carried()).isOne();
    assertThat(lane.query(text, 1).oneText()).isEqualTo("x");
    assertThat(lane.state().carried()).isOne();

    String rows = "select generate_series(1, $1) i, repeat('y', 1000)";
    known(rows, 1);
    assertThatThrownBy(() -> lane.query(rows, 5_000))
        .isInstanceOf(PgResultException.class)
        .hasMessageContaining("lane_result_size")
        .hasMessageContaining("stream()");
    assertThat(lane.state().carried()).isEqualTo(2);
    assertThatThrownBy(() -> lane.query(rows, 5_000))
        .isInstanceOf(PgResultException.class)
        .hasMessageContaining("lane_result_size")
        .hasMessageContaining("stream()");
    assertThat(lane.state().carried()).isEqualTo(2);
    assertThat(lane.query(rows, 3).size()).isEqualTo(3);
  }

  @Test
  @DisplayName("now() is shared by the statements of a burst")
  void nowIsShared() throws Exception {
    known("select now()::text");
    List<Future<String>> times =
        together(CALLERS * 4, () -> lane.query("select now()::text").oneText());
    List<String> distinct = new ArrayList<>();
    for (Future<String> time : times) {
      if (!distinct.contains(time.get())) {
        distinct.add(time.get());
      }
    }
    assertThat((long) distinct.size()).isLessThanOrEqualTo(lane.state().bursts());
    assertThat(lane.state().bursts()).isLessThan(CALLERS * 4);
  }

  @Test
  @DisplayName("a lane goes on when a table that it reads is made anew with other types")
  void heals() throws Exception {
    known("select id from thing where id = $1", 3);
    assertThat(lane.query("select id from thing where id = $1", 4).oneLong()).isEqualTo(4);
    pool.execute("alter table thing alter column id type bigint");
    List<Future<Long>> answers =
        together(CALLERS, () -> lane.query("select id from thing where id = $1", 5).oneLong());
    for (Future<Long> answer : answers) {
      assertThat(answer.get()).isEqualTo(5);
    }
    assertThat(
            lane.query("select id from thing where id = $1", 6)
                .row(0)
                .columns()
                .at(0)
                .type()
                .name())
        .isEqualTo("int8");
  }
}
