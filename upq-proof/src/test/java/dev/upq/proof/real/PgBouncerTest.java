// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.connection.PgPipeline;
import dev.upq.connection.Rows;
import dev.upq.fault.PgDataException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.pool.Lease;
import dev.upq.probe.Probe;
import dev.upq.row.Row;
import dev.upq.statement.Pooler;
import dev.upq.time.Deadline;
import dev.upq.tx.PgTransaction;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The setting {@code transaction_pooler} behind a real PgBouncer with two server connections. */
@Timeout(120)
final class PgBouncerTest {

  private static final int SESSIONS = 2;
  private static final int THREADS = 16;

  private static @Nullable PgBouncer started;

  record Thing(long id, String name) {}

  @BeforeAll
  static void start() {
    assumeTrue(
        PgBouncer.executable().isPresent(),
        "no pgbouncer here: install the package pgbouncer, or name the executable with"
            + " -Dupq.pgbouncer=...; nothing of transaction_pooler is tried against a real one");
    started = PgBouncer.start(Servers.config(), SESSIONS);
  }

  @AfterAll
  static void stop() {
    if (started != null) {
      started.close();
    }
  }

  private static PgBouncer bouncer() {
    return Objects.requireNonNull(started);
  }

  private static PgConfig config() {
    return bouncer().config().with("transaction_pooler", "1");
  }

  private static PgPool pool(int max) {
    return Servers.pool(config().with("pool_max", Integer.toString(max)));
  }

  private static void table(String name, String columns) {
    try (PgConnection aside = Servers.connect(Servers.config())) {
      aside.script(
          "set client_min_messages = warning; drop table if exists %1$s; create table %1$s (%2$s)"
              .formatted(name, columns));
    }
  }

  @Test
  void loginSendsNothingThatIsRefusedAndTakesOneConnection() {
    int before = bouncer().log().length();
    try (PgConnection connection = Servers.connect(config())) {
      assertThat(connection.query("select 1").oneLong()).isOne();
      assertThat(connection.protocolMinor()).isZero();
    }
    assertThat(bouncer().log().substring(before))
        .containsOnlyOnce("login attempt")
        .doesNotContain("unsupported", "bad packet");
  }

  @Test
  void queriesRecordsTransactionsAndStreams() {
    table("bounced_thing", "id int8 primary key, name text");
    try (PgPool pool = pool(4)) {
      for (int i = 0; i < 50; i++) {
        assertThat(pool.execute("insert into bounced_thing values ($1, $2)", i, "n" + i)).isOne();
      }
      List<Thing> things =
          pool.query("select id, name from bounced_thing where id < $1 order by id", 3)
              .list(Thing.class);
      assertThat(things)
          .containsExactly(new Thing(0, "n0"), new Thing(1, "n1"), new Thing(2, "n2"));
      try (PgTransaction tx = pool.begin()) {
        tx.execute("update bounced_thing set name = 'changed' where id = $1", 1);
        try (Rows<Row> rows = tx.stream("select id from bounced_thing order by id")) {
          long sum = 0;
          for (Row row : rows) {
            sum += row.longValue(0);
          }
          assertThat(sum).isEqualTo(49 * 50 / 2);
        }
        PgTransaction.Savepoint before = tx.savepoint();
        assertThatThrownBy(() -> tx.query("select 1 / $1::int4", 0))
            .isInstanceOf(PgDataException.class);
        before.rollback();
        tx.commit();
      }
      assertThat(pool.query("select name from bounced_thing where id = 1").oneText())
          .isEqualTo("changed");
      try (Rows<Row> rows = pool.stream("select generate_series(1, 20000)")) {
        int count = 0;
        for (Row row : rows) {
          assertThat(row.intValue(0)).isEqualTo(++count);
        }
        assertThat(count).isEqualTo(20_000);
      }
    }
  }

  @Test
  void anErrorInsideATransactionIsRolledBackAndNobodyElseSeesIt() {
    table("bounced_error", "id int8 primary key");
    try (PgPool pool = pool(4)) {
      for (int i = 0; i < 20; i++) {
        long id = i;
        try (PgTransaction tx = pool.begin()) {
          tx.execute("insert into bounced_error values ($1)", id);
          assertThatThrownBy(() -> tx.execute("insert into bounced_error values ($1)", id))
              .isInstanceOfSatisfying(
                  PgServerException.class, e -> assertThat(e.sqlState().code()).isEqualTo("23505"));
        }
        assertThat(pool.query("select count(*) from bounced_error").oneLong()).isZero();
      }
    }
  }

  @Test
  void pipelinesAndBatches() {
    table("bounced_batch", "id int8, name text");
    try (PgPool pool = pool(4)) {
      for (int round = 0; round < 20; round++) {
        try (Lease lease = pool.acquire();
            PgPipeline pipeline = lease.pipeline()) {
          List<PgPipeline.Pending<Integer>> pending = new ArrayList<>();
          for (int i = 0; i < 40; i++) {
            pending.add(pipeline.query("select $1::int4 + " + i % 5, i).one(Integer.class));
            if (i % 7 == 0) {
              pipeline.barrier();
            }
          }
          pipeline.run();
          for (int i = 0; i < 40; i++) {
            assertThat(pending.get(i).get()).isEqualTo(i + i % 5);
          }
        }
      }
      List<Object[]> rows = new ArrayList<>();
      for (int i = 0; i < 5_000; i++) {
        rows.add(new Object[] {i, "name " + i});
      }
      long[] counts = pool.executeBatch("insert into bounced_batch values ($1, $2)", rows);
      assertThat(counts).hasSize(5_000).containsOnly(1);
      assertThat(pool.query("select sum(id)::int8 from bounced_batch").oneLong())
          .isEqualTo(4_999L * 5_000 / 2);
    }
  }

  @Test
  void copyInAndOut() throws IOException {
    table("bounced_copy", "id int8, name text");
    String text = "1\tone\n2\ttwo\n3\t\\N\n";
    try (PgPool pool = pool(2)) {
      assertThat(
              pool.copyIn(
                  "copy bounced_copy from stdin",
                  new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))))
          .isEqualTo(3);
      try (var out = pool.copyOut("copy bounced_copy to stdout")) {
        assertThat(new String(out.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(text);
      }
      try (var in = pool.copyIn("bounced_copy", Thing.class)) {
        in.write(new Thing(4, "four"));
        in.finish();
      }
      assertThat(pool.query("select count(*) from bounced_copy").oneLong()).isEqualTo(4);
      assertThatThrownBy(
              () ->
                  pool.copyIn(
                      "copy bounced_copy from stdin",
                      new ByteArrayInputStream("x\n".getBytes(StandardCharsets.UTF_8))))
          .isInstanceOf(PgServerException.class);
      assertThat(pool.query("select count(*) from bounced_copy").oneLong()).isEqualTo(4);
    }
  }

  @Test
  void aStatementThatIsGivenUpIsCancelledAndTheConnectionGoesOn() {
    try (PgPool pool = pool(1)) {
      for (int i = 0; i < 5; i++) {
        assertThatThrownBy(
                () ->
                    Deadline.within(
                        Duration.ofMillis(100), () -> pool.query("select pg_sleep(60)")))
            .isInstanceOf(PgTimeoutException.class);
        assertThat(pool.query("select $1::int4", i).oneLong()).isEqualTo(i);
      }
      assertThat(pool.state().total()).isOne();
    }
  }

  @Test
  @DisplayName("sixteen threads over two server connections: every answer is the asker's own")
  void nobodyIsGivenAnothersAnswer() throws Exception {
    table("bounced_nonce", "id int8 primary key, nonce int8");
    long seed = Soak.seed(20261123);
    try (PgPool pool = pool(6);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      pool.execute("insert into bounced_nonce select i, 0 from generate_series(0, 15) i");
      List<Future<?>> all = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        int own = t;
        all.add(
            threads.submit(
                () -> {
                  SplittableRandom random = new SplittableRandom(seed + own);
                  for (int i = 0; i < Soak.times(300); i++) {
                    step(pool, own, random);
                  }
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
  }

  private static void step(PgPool pool, int own, SplittableRandom random) {
    long nonce = random.nextLong();
    switch (random.nextInt(6)) {
      case 0, 1 -> assertThat(pool.query("select $1::int8", nonce).oneLong()).isEqualTo(nonce);
      case 2 -> {
        int kind = random.nextInt(8);
        assertThat(
                pool.query("select $1::text || '" + kind + "', $2::int8", "t" + own, nonce)
                    .list(row -> row.text(0) + row.longValue(1)))
            .containsExactly("t" + own + kind + nonce);
      }
      case 3 -> {
        try (PgTransaction tx = pool.begin()) {
          tx.execute("update bounced_nonce set nonce = $2 where id = $1", own, nonce);
          assertThat(tx.query("select nonce from bounced_nonce where id = $1", own).oneLong())
              .isEqualTo(nonce);
          tx.commit();
        }
        assertThat(pool.query("select nonce from bounced_nonce where id = $1", own).oneLong())
            .isEqualTo(nonce);
      }
      case 4 -> {
        try (Lease lease = pool.acquire();
            PgPipeline pipeline = lease.pipeline()) {
          var one = pipeline.query("select $1::int8", nonce);
          pipeline.barrier();
          var other = pipeline.query("select $1::int8 # 1", nonce);
          pipeline.run();
          assertThat(one.get().oneLong()).isEqualTo(nonce);
          assertThat(other.get().oneLong()).isEqualTo(nonce ^ 1);
        }
      }
      default ->
          assertThatThrownBy(() -> pool.query("select $1::int8 / 0", nonce))
              .isInstanceOf(PgDataException.class);
    }
  }

  @Test
  @DisplayName("without the switch nobody is given another's answer, and a warning says it once")
  void withoutTheSwitchItIsSaidOnce() throws Exception {
    List<String> warnings = new CopyOnWriteArrayList<>();
    try (PgBouncer own = PgBouncer.start(Servers.config(), SESSIONS);
        PgPool pool = PgPool.open(Servers.setup(own.config()).withProbe(to(warnings)));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        all.add(threads.submit(() -> unswitched(pool)));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    assertThat(warnings)
        .hasSizeBetween(1, 2)
        .doesNotHaveDuplicates()
        .allMatch(line -> line.contains("transaction_pooler=1"));
  }

  @Test
  @DisplayName(
      "PS, bar 7: two connections that share a session are told apart from two that do not")
  void aSharedSessionIsSeen() {
    for (String mode : List.of("transaction", "session")) {
      List<String> warnings = new CopyOnWriteArrayList<>();
      try (PgBouncer own = PgBouncer.start(Servers.config(), SESSIONS, mode);
          PgPool pool = PgPool.open(Servers.setup(own.config()).withProbe(to(warnings)));
          Lease one = pool.acquire();
          Lease other = pool.acquire()) {
        assertThat(pool.pooler()).isEqualTo(Pooler.UNKNOWN);
        one.connection().script("select 1");
        one.connection().script("select 1");
        Soak.eventually("it is seen", () -> pool.pooler() == Pooler.BETWEEN);
        Soak.eventually("it is told", () -> !warnings.isEmpty());
        assertThat(warnings).hasSize(1).allMatch(line -> line.contains("stands between"));
        other.connection().script("select 1");
        other.connection().script("select 1");
        if (mode.equals("transaction")) {
          Soak.eventually("it is seen to share", () -> pool.pooler() == Pooler.SHARING);
          Soak.eventually("that is told", () -> warnings.size() > 1);
          assertThat(warnings).hasSize(2).element(1).asString().contains("from one connection to");
        } else {
          assertThat(own.config().statements().poolerAsked()).isTrue();
          for (int i = 0; i < 20; i++) {
            other.connection().script("select 1");
          }
          assertThat(pool.pooler()).isEqualTo(Pooler.BETWEEN);
          assertThat(warnings).hasSize(1);
        }
      }
    }
  }

  @Test
  void whoeverHasSetTheSwitchIsToldNothing() {
    List<String> warnings = new CopyOnWriteArrayList<>();
    for (String set : List.of("0", "1")) {
      PgConfig config = bouncer().config().with("transaction_pooler", set);
      try (PgPool pool = PgPool.open(Servers.setup(config).withProbe(to(warnings)))) {
        for (int i = 0; i < 10; i++) {
          try (Lease lease = pool.acquire()) {
            lease.connection().script("select 1");
          }
        }
        assertThat(pool.pooler()).isEqualTo(Pooler.UNKNOWN);
      }
    }
    assertThat(warnings).isEmpty();
  }

  private static Probe to(List<String> warnings) {
    return new Probe() {
      @Override
      public void warning(String line) {
        warnings.add(line);
      }
    };
  }

  private static void unswitched(PgPool pool) {
    for (int i = 0; i < 200; i++) {
      try {
        assertThat(pool.query("select $1::int4 + " + i % 7, i).oneLong()).isEqualTo(i + i % 7);
      } catch (PgServerException refused) {
        assertThat(refused.sqlState().code()).isIn("26000", "42P05");
      }
    }
  }

  @Test
  void nothingStaysPreparedOnTheServer() {
    try (PgPool pool = pool(4)) {
      for (int i = 0; i < 30; i++) {
        pool.query("select $1::int4", i);
        assertThat(pool.query("select count(*) from pg_prepared_statements").oneLong()).isZero();
      }
    }
  }
}
