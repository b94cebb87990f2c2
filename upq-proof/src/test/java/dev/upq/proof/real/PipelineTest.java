// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgPipeline;
import dev.upq.connection.PgPipeline.Pending;
import dev.upq.fault.PgConstraintException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgResultException;
import dev.upq.fault.PgSkippedException;
import dev.upq.fault.PgUsageException;
import dev.upq.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Pipelines that are larger than a piece, on each server. */
@OnEachServer
final class PipelineTest {

  private static final String INSERT = "insert into unit values ($1, $2)";
  private static final String FILLER = "f".repeat(1_000);

  private final PgConfig config;
  private final PgPool pool;

  PipelineTest(int version) {
    config = Servers.inSchema(Servers.config(version).with("pool_max", "1"), "pieces");
    pool = Servers.pool(config);
    pool.execute("create table unit (a int primary key, filler text)");
  }

  @AfterEach
  void close() {
    Soak.eventually("all given back", () -> pool.state().total() == pool.state().idle());
    pool.close();
  }

  private long rows() {
    return pool.query("select count(*) from unit").oneLong();
  }

  private long process() {
    return pool.query("select pg_backend_pid()").oneLong();
  }

  @Test
  @DisplayName("a unit that leaves in many pieces is one transaction, wherever it fails")
  void aUnitInPiecesIsOneTransaction() {
    long process = process();
    for (int failing : new int[] {0, 1, 126, 127, 128, 129, 250, 500, 998, 999}) {
      try (PgPipeline pipeline = pool.pipeline()) {
        List<Pending<Long>> unit = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
          unit.add(pipeline.execute(INSERT, i == failing ? -1 : i, FILLER));
          if (i == 0) {
            pipeline.execute("insert into unit values (-1, 'in the way')");
          }
        }
        pipeline.barrier();
        Pending<Long> other = pipeline.execute(INSERT, 5_000 + failing, FILLER);
        if (failing == 0) {
          pipeline.run();
          assertThat(unit.getFirst().get()).isOne();
          assertThatThrownBy(unit.get(1)::get).isInstanceOf(PgSkippedException.class);
        } else {
          pipeline.run();
          String which = "it is item " + (failing + 1) + " of the pipeline";
          assertThatThrownBy(unit.get(failing)::get)
              .isInstanceOf(PgConstraintException.class)
              .satisfies(
                  failed ->
                      assertThat(failed.getSuppressed()[0])
                          .hasMessageContaining(which)
                          .hasMessageContaining("insert into"));
        }
        for (int i = Math.max(1, failing + 1); i < 1_000; i++) {
          assertThatThrownBy(unit.get(i)::get)
              .isInstanceOf(PgSkippedException.class)
              .hasMessageContaining("item " + (i + 1) + " ");
        }
        assertThat(other.get()).isOne();
      }
      assertThat(rows()).isOne();
      pool.execute("truncate unit");
    }
    assertThat(process()).isEqualTo(process);
  }

  @Test
  @DisplayName("units of many sizes, cut and whole, some failing: each is carried out whole or not")
  void unitsOfManySizes() {
    long seed = Soak.seed(12);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 20; round++) {
      List<Pending<Long>> all = new ArrayList<>();
      List<Boolean> good = new ArrayList<>();
      long expected = 0;
      int key = 0;
      try (PgPipeline pipeline = pool.pipeline()) {
        for (int unit = 0; unit < 15; unit++) {
          int size = random.nextBoolean() ? random.nextInt(1, 5) : random.nextInt(1, 300);
          int failing = random.nextInt(3) == 0 ? random.nextInt(size) : size;
          for (int i = 0; i < size; i++) {
            String filler = "g".repeat(random.nextInt(random.nextInt(100) == 0 ? 200_000 : 2_000));
            all.add(
                i == failing
                    ? pipeline.execute(
                        "insert into unit values (1 / ($1::int - $1), $2)", key++, filler)
                    : pipeline.execute(INSERT, key++, filler));
            good.add(i < failing);
          }
          expected += failing == size ? size : 0;
          pipeline.barrier();
        }
        pipeline.run();
      }
      for (int i = 0; i < all.size(); i++) {
        if (good.get(i)) {
          assertThat(all.get(i).get()).isOne();
        } else {
          assertThatThrownBy(all.get(i)::get).isInstanceOf(PgException.class);
        }
      }
      assertThat(rows()).as("seed %d, round %d", seed, round).isEqualTo(expected);
      pool.execute("truncate unit");
    }
  }

  @Test
  @DisplayName("I1: an interrupt in the middle of a unit undoes it and leaves the connection")
  void anInterruptInTheMiddleOfAUnitUndoesIt() throws InterruptedException {
    long process = process();
    for (int slow : new int[] {0, 100, 500, 999}) {
      for (int unit : new int[] {2_000, 400, 50}) {
        List<Pending<Long>> all = new ArrayList<>();
        try (PgPipeline pipeline = pool.pipeline()) {
          for (int i = 0; i < 1_000; i++) {
            if (i == slow) {
              pipeline.query("select pg_sleep(60)");
            }
            all.add(pipeline.execute(INSERT, i, FILLER));
            if (i % unit == unit - 1) {
              pipeline.barrier();
            }
          }
          interruptedInSleep(pipeline, process);
        }
        assertThatThrownBy(all.getLast()::get).isInstanceOf(PgInterruptedException.class);
        long there = rows();
        assertThat(there % unit).as("rows of a unit that is not whole").isZero();
        assertThat(there).isGreaterThanOrEqualTo(slow / unit * unit);
        assertThat(all.stream().filter(each -> isDone(each)).count()).isLessThanOrEqualTo(there);
        pool.execute("truncate unit");
      }
    }
    assertThat(process()).isEqualTo(process);
  }

  @Test
  @DisplayName("I1: deadlines at random moments leave whole units and the same connection")
  void deadlinesAtRandomMomentsLeaveWholeUnits() {
    long process = process();
    SplittableRandom random = new SplittableRandom(Soak.seed(13));
    int late = 0;
    for (int round = 0; round < Soak.times(100); round++) {
      int unit = random.nextInt(3) == 0 ? 20 : random.nextInt(100, 400);
      try (PgPipeline pipeline = pool.pipeline()) {
        for (int i = 0; i < 4 * unit; i++) {
          pipeline.execute(INSERT, i, FILLER);
          if (i % unit == unit - 1) {
            pipeline.barrier();
          }
        }
        Deadline.within(
            Duration.ofNanos(random.nextLong(100_000, 40_000_000)),
            () -> {
              pipeline.run();
              return 0;
            });
      } catch (PgException told) {
        late++;
      }
      assertThat(rows() % unit).as("rows of a unit that is not whole").isZero();
      pool.execute("truncate unit");
    }
    assertThat(late).isPositive();
    assertThat(process()).isEqualTo(process);
  }

  private void interruptedInSleep(PgPipeline pipeline, long process) throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    pipeline.run();
                  } catch (PgException told) {
                    thrown.set(told);
                  }
                });
    Servers.awaitSleep(config, Math.toIntExact(process));
    caller.interrupt();
    caller.join();
    assertThat(thrown.get()).isInstanceOf(PgInterruptedException.class);
  }

  @Test
  @DisplayName("a unit that is given up between its pieces is undone, not ended")
  void aUnitThatIsGivenUpIsUndone() {
    long process = process();
    try (PgPool narrow = Servers.pool(config.with("max_result_size", "100000"));
        PgPipeline pipeline = narrow.pipeline()) {
      for (int round = 0; round < 20; round++) {
        long there = narrow.query("select pg_backend_pid()").oneLong();
        assertThat(there).isNotEqualTo(process);
        pipeline.execute(INSERT, 1, FILLER);
        pipeline.query("select repeat('l', 200000)");
        for (int i = 2; i < 6; i++) {
          pipeline.execute(INSERT, i, FILLER.repeat(130));
        }
        assertThatThrownBy(pipeline::run).isInstanceOf(PgResultException.class);
        assertThat(narrow.query("select count(*) from unit").oneLong()).isZero();
        assertThat(narrow.query("select pg_backend_pid()").oneLong()).isEqualTo(there);
      }
    }
  }

  private static boolean isDone(Pending<Long> pending) {
    try {
      return pending.get() == 1;
    } catch (PgException failed) {
      return false;
    }
  }

  @Test
  void anArgumentThatDoesNotFitIsToldBeforeAnythingIsSent() {
    try (PgPipeline pipeline = pool.pipeline()) {
      for (int i = 0; i < 1_000; i++) {
        pipeline.execute(INSERT, i == 999 ? "word" : Integer.valueOf(i), FILLER);
        pipeline.barrier();
      }
      assertThatThrownBy(pipeline::run).hasMessageContaining("item 999 of the pipeline");
    }
    assertThat(rows()).isZero();
  }

  @Test
  @DisplayName("COPY FROM STDIN, as large as a piece, is refused and not waited for")
  void aLargeCopyIsRefused() {
    PgPool unnamed = Servers.pool(config.with("statement_cache_size", "0"));
    try (unnamed) {
      String copy = "copy unit from stdin /* " + "c".repeat(200_000) + " */";
      for (boolean barrier : new boolean[] {true, false}) {
        try (PgPipeline pipeline = unnamed.pipeline()) {
          Pending<Long> refused = pipeline.execute(copy);
          if (barrier) {
            pipeline.barrier();
          }
          Pending<Long> next = pipeline.execute(INSERT, barrier ? 1 : 2, FILLER);
          pipeline.run();
          assertThatThrownBy(refused::get).isInstanceOf(PgUsageException.class);
          if (barrier) {
            assertThat(next.get()).isOne();
          } else {
            assertThatThrownBy(next::get).isInstanceOf(PgSkippedException.class);
          }
        }
      }
      assertThat(unnamed.query("select a from unit").oneLong()).isOne();
    }
  }
}
