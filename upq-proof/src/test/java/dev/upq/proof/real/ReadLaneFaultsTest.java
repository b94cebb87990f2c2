// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.codec.BuiltinTypes;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgPoolException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.lane.ReadLane;
import dev.upq.type.Codec;
import dev.upq.type.PgTypeRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Read lanes whose callers leave, or whose connections do, on each server. */
@OnEachServer
final class ReadLaneFaultsTest {

  private static final String BY_KEY = "select id, name from thing where id = $1";
  private static final String DIVIDE = "select 100 / $1::int";
  private static final String WAIT = "select wait_a_little($1)";
  private static final int CALLERS = 64;
  private static final int INT4 = 23;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final PgConfig config;
  private final PgPool pool;
  private final ReadLane lane;

  record Thing(int id, String name) {}

  ReadLaneFaultsTest(int version) {
    config =
        Servers.inSchema(Servers.config(version), "read_lane_faults")
            .with("lane_max", "1")
            .with("lane_alone_max", "1")
            .with("application_name", "lane faults " + version);
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

  /** Runs until it travels with others; once is not enough where the machine is busy. */
  private static void carried(ReadLane lane, String sql, Object argument) {
    Soak.eventually(
        "the lane takes it",
        () -> {
          long before = lane.state().carried();
          lane.query(sql, argument);
          return lane.state().carried() > before;
        });
  }

  @Test
  @DisplayName("an interrupt and a deadline end a call at once and leave the others untouched")
  void leaving() throws Exception {
    PgConfig patient = config.with("lane_statement_timeout", "60");
    try (PgPool other = Servers.pool(patient);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      ReadLane slowLane = other.lane();
      carried(slowLane, WAIT, 0.0);
      carried(slowLane, BY_KEY, 1);
      Future<Long> interrupted = threads.submit(() -> slowLane.query(WAIT, 1.5).oneLong());
      Soak.eventually("under way", () -> slowLane.state().underWay() == 1);
      assertThatThrownBy(
              () ->
                  other.within(
                      Duration.ofMillis(50), within -> within.lane().query(BY_KEY, 2).oneText()))
          .isInstanceOf(PgTimeoutException.class);
      List<Future<Thing>> behind = new ArrayList<>();
      for (int i = 1; i <= CALLERS; i++) {
        int id = i;
        behind.add(threads.submit(() -> slowLane.query(BY_KEY, id).one(Thing.class)));
      }
      Thread self = Thread.currentThread();
      Future<?> striker =
          threads.submit(
              () -> {
                Soak.eventually("all wait", () -> slowLane.state().waiting() > CALLERS / 2);
                self.interrupt();
              });
      assertThatThrownBy(() -> slowLane.query(BY_KEY, 3))
          .isInstanceOf(PgInterruptedException.class);
      assertThat(Thread.interrupted()).isTrue();
      striker.get();
      assertThat(interrupted.isDone()).isFalse();
      for (int i = 1; i <= CALLERS; i++) {
        assertThat(behind.get(i - 1).get().id()).isEqualTo(i);
      }
      assertThat(interrupted.get()).isEqualTo(7);
      assertThat(slowLane.state().carriers()).isOne();
    }
  }

  @Test
  @DisplayName("a lane whose backends are killed tells those under way and makes new connections")
  void killed() throws Exception {
    known(BY_KEY, 1);
    long answered = 0;
    long lost = 0;
    try (PgConnection admin = Servers.connect(config.with("application_name", "admin"));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 10; round++) {
        List<Future<Thing>> calls = new ArrayList<>();
        for (int i = 1; i <= CALLERS; i++) {
          int id = i;
          calls.add(threads.submit(() -> lane.query(BY_KEY, id).one(Thing.class)));
        }
        admin.query(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1",
            config.startupParameters().getOrDefault("application_name", ""));
        for (int i = 1; i <= CALLERS; i++) {
          try {
            assertThat(calls.get(i - 1).get().id()).isEqualTo(i);
            answered++;
          } catch (ExecutionException failed) {
            assertThat(failed).hasCauseInstanceOf(PgException.class);
            lost++;
          }
        }
        Soak.eventually("serves again", this::serves);
      }
    }
    assertThat(answered + lost).isEqualTo(10L * CALLERS);
    assertThat(answered).isPositive();
  }

  @Test
  @DisplayName("an unforeseen failure while a burst is read is told to its callers")
  void unforeseenFailure() throws Exception {
    AtomicBoolean armed = new AtomicBoolean();
    Codec<?> broken =
        (Codec<?>)
            Proxy.newProxyInstance(
                Codec.class.getClassLoader(),
                new Class<?>[] {Codec.class},
                (self, method, arguments) -> {
                  if (method.getName().equals("boundTo")) {
                    return self;
                  }
                  if (armed.get() && method.getName().equals("width")) {
                    throw new IllegalStateException("planted");
                  }
                  try {
                    return method.invoke(BuiltinTypes.registry().type(INT4).codec(), arguments);
                  } catch (InvocationTargetException failed) {
                    throw failed.getCause();
                  }
                });
    PgTypeRegistry types = BuiltinTypes.registry().toBuilder().codec(INT4, broken).build();
    // Without warming, which would read the description, and meet the failure, before the burst
    // does.
    PgConfig cold = config.with("statement_warm_size", "0");
    try (PgPool other = PgPool.open(Servers.setup(cold).withTypes(types))) {
      assertThat(other.lane().query(BY_KEY, 1).size()).isOne();
      armed.set(true);
      assertThatThrownBy(
              () -> other.within(PATIENCE, within -> within.lane().query(BY_KEY, 2).size()))
          .isInstanceOf(PgConnectionLostException.class)
          .hasMessageContaining("planted")
          .hasCauseInstanceOf(IllegalStateException.class);
      armed.set(false);
      Soak.eventually("serves again", () -> other.lane().query(BY_KEY, 3).size() == 1);
    }
  }

  private boolean serves() {
    try {
      return lane.query(BY_KEY, 5).size() == 1;
    } catch (PgException notYet) {
      return false;
    }
  }

  @Test
  @DisplayName("a closed pool's lane refuses, and a server that is away is told of")
  void closedOrAway() throws Exception {
    known(BY_KEY, 1);
    lane.query(BY_KEY, 2);
    PgPool away = Servers.pool(config.with("port", "1"));
    assertThatThrownBy(() -> away.lane().query(BY_KEY, 1))
        .isInstanceOf(PgException.class)
        .hasMessageContaining(":1");
    away.close();
    pool.close();
    assertThatThrownBy(() -> lane.query(BY_KEY, 1))
        .isInstanceOfSatisfying(
            PgPoolException.class,
            refused -> assertThat(refused.reason()).isEqualTo(PgPoolException.Reason.CLOSED));
    assertThatThrownBy(() -> lane.query("select 1 as never_asked"))
        .isInstanceOf(PgPoolException.class);
  }

  @Test
  @DisplayName("a storm of callers, some interrupted, some late: no answer is another's")
  void storm() throws Exception {
    String nonce = "select $1::int8, id, name from thing where id = $2";
    known(nonce, 0L, 1);
    known(DIVIDE, 1);
    List<Future<Map<String, Integer>>> callers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CALLERS; i++) {
        callers.add(threads.submit(new LaneStorm(pool, i, nonce, DIVIDE)));
      }
      threads.shutdown();
      assertThat(threads.awaitTermination(100, TimeUnit.SECONDS)).isTrue();
    }
    int right = 0;
    for (Future<Map<String, Integer>> caller : callers) {
      Map<String, Integer> counts = caller.get();
      assertThat(counts).doesNotContainKey("wrong");
      right += counts.getOrDefault("right", 0);
    }
    assertThat(right).isPositive();
    assertThat(lane.state().bursts()).isLessThanOrEqualTo(lane.state().carried());
  }
}
