// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.fault.PgConstraintException;
import dev.upq.fault.PgDataException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgStatementException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.PgValueException;
import dev.upq.pool.Lease;
import dev.upq.time.Deadline;
import dev.upq.wire.TransactionStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One statement for many rows of arguments, on each server. */
@OnEachServer
final class BatchTest {

  private static final String INSERT = "insert into line values ($1, $2)";

  private final PgConfig config;
  private final PgPool pool;

  BatchTest(int version) {
    config = Servers.inSchema(Servers.config(version), "batch");
    pool = Servers.pool(config);
  }

  @BeforeEach
  void table() {
    pool.execute("create table line (id bigint primary key, name text)");
  }

  @AfterEach
  void close() {
    Soak.eventually("all given back", () -> pool.state().total() == pool.state().idle());
    pool.execute("drop table line");
    pool.close();
  }

  private static List<@Nullable Object[]> rows(int count) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(new @Nullable Object[] {i, i % 3 == 0 ? null : "name " + i});
    }
    return rows;
  }

  /** Rows that are made as they are read, with something done before each. */
  private static Iterable<@Nullable Object[]> counted(long most, LongConsumer before) {
    return () ->
        LongStream.range(0, most)
            .<@Nullable Object[]>mapToObj(
                i -> {
                  before.accept(i);
                  return new @Nullable Object[] {i, "x"};
                })
            .iterator();
  }

  @Test
  @DisplayName("a batch where statements have no names, and one that the server refuses there")
  void withoutNames() {
    PgConfig config = this.config.with("statement_cache_size", "0");
    try (PgPool unnamed = Servers.pool(config)) {
      assertThat(unnamed.executeBatch(INSERT, rows(2_500))).hasSize(2_500).containsOnly(1L);
      assertThat(count()).isEqualTo(2_500);
      assertThatThrownBy(() -> unnamed.executeBatch(INSERT, rows(3)))
          .isInstanceOf(PgConstraintException.class);
      String gone = "insert into gone values ($1)";
      List<@Nullable Object[]> one = List.<@Nullable Object[]>of(new @Nullable Object[] {1});
      unnamed.execute("create table gone (id int)");
      assertThat(unnamed.executeBatch(gone, one)).containsExactly(1L);
      unnamed.execute("drop table gone");
      assertThatThrownBy(() -> unnamed.executeBatch(gone, one))
          .isInstanceOf(PgStatementException.class);
      assertThat(unnamed.query("select count(*) from pg_prepared_statements").oneLong()).isZero();
      assertThat(unnamed.state().total()).isOne();
    }
  }

  private long count() {
    return pool.query("select count(*) from line").oneLong();
  }

  @Test
  void eachRowIsCarriedOutAndCounted() {
    for (int count : new int[] {0, 1, 999, 1_000, 1_001, 25_000}) {
      long[] counts = pool.executeBatch(INSERT, rows(count));
      assertThat(counts)
          .hasSize(count)
          .containsOnly(LongStream.range(0, count > 0 ? 1 : 0).map(i -> 1).toArray());
      assertThat(count()).isEqualTo(count);
      assertThat(pool.query("select count(*) from line where name is null").oneLong())
          .isEqualTo((count + 2) / 3);
      pool.execute("truncate line");
    }
    pool.executeBatch(INSERT, rows(10));
    assertThat(
            pool.executeBatch(
                "update line set name = $2 where id < $1",
                List.of(new @Nullable Object[] {3, "a"}, new @Nullable Object[] {0, "b"})))
        .containsExactly(3, 0);
  }

  @Test
  @DisplayName("P12: rows and answers larger than every buffer do not block")
  void largeRowsAndAnswersDoNotBlock() {
    Iterable<@Nullable Object[]> large =
        () ->
            LongStream.range(0, 400)
                .<@Nullable Object[]>mapToObj(i -> new @Nullable Object[] {i, "y".repeat(100_000)})
                .iterator();
    assertThat(pool.executeBatch(INSERT + " returning repeat(name, 2)", large)).hasSize(400);
    assertThat(count()).isEqualTo(400);
  }

  @Test
  void oneErrorUndoesAllAndSaysWhichRowItWas() {
    try (Lease lease = pool.acquire()) {
      for (int at : new int[] {1, 1_500, 9_999}) {
        Iterable<@Nullable Object[]> twice =
            () ->
                LongStream.range(0, 10_000)
                    .<@Nullable Object[]>mapToObj(
                        i -> new @Nullable Object[] {i == at ? 0L : i, "x"})
                    .iterator();
        assertThatThrownBy(() -> lease.executeBatch(INSERT, twice))
            .isInstanceOf(PgConstraintException.class)
            .satisfies(
                failure ->
                    assertThat(failure.getSuppressed()[0])
                        .hasMessageContaining("row " + (at + 1) + ";"));
        Soak.eventually("it is clean", () -> lease.connection().clean());
        assertThat(count()).isZero();
      }
      assertThatThrownBy(() -> lease.executeBatch("insert into nowhere values ($1, $2)", rows(3)))
          .isInstanceOf(PgStatementException.class);
      assertThatThrownBy(
              () ->
                  lease.executeBatch(
                      "select 1 / ($1::int8 - 7), $2::text", counted(5_000, i -> {})))
          .isInstanceOf(PgDataException.class);
      Soak.eventually("it is clean", () -> lease.connection().clean());
    }
  }

  @Test
  void whatTheClientRefusesUndoesAllToo() {
    try (Lease lease = pool.acquire()) {
      for (int at : new int[] {0, 5_000}) {
        List<@Nullable Object[]> wrong = rows(at);
        wrong.add(new @Nullable Object[] {"no number", "x"});
        assertThatThrownBy(() -> lease.executeBatch(INSERT, wrong))
            .isInstanceOf(PgValueException.class)
            .hasMessageContaining("row " + (at + 1) + " of the batch")
            .hasMessageContaining("$1");
        List<@Nullable Object[]> narrow = rows(at);
        narrow.add(new @Nullable Object[] {1});
        assertThatThrownBy(() -> lease.executeBatch(INSERT, narrow))
            .isInstanceOf(PgUsageException.class);
        assertThatThrownBy(
                () ->
                    lease.executeBatch(
                        INSERT,
                        counted(
                            at + 1,
                            i -> {
                              if (i == at) {
                                throw new IllegalStateException("no more rows");
                              }
                            })))
            .hasMessage("no more rows");
        Soak.eventually("it is clean", () -> lease.connection().clean());
        assertThat(count()).isZero();
      }
    }
  }

  @Test
  void anOpenTransactionHoldsTheBatchOrFails() {
    try (Lease lease = pool.acquire()) {
      lease.script("begin");
      assertThat(lease.executeBatch(INSERT, rows(5))).hasSize(5);
      lease.script("rollback");
      assertThat(count()).isZero();
      lease.script("begin");
      lease.executeBatch(INSERT, rows(2_000));
      assertThatThrownBy(() -> lease.executeBatch(INSERT, rows(2_000)))
          .isInstanceOf(PgConstraintException.class);
      assertThat(lease.connection().status()).isEqualTo(TransactionStatus.FAILED);
      lease.script("rollback");
      assertThat(count()).isZero();
    }
  }

  @Test
  void anInterruptOrADeadlineLeavesNothingBehind() {
    try (Lease lease = pool.acquire()) {
      int backend = lease.connection().processId();
      assertThatThrownBy(
              () ->
                  lease.executeBatch(
                      INSERT,
                      counted(
                          100_000,
                          i -> {
                            if (i == 30_000) {
                              Thread.currentThread().interrupt();
                            }
                          })))
          .isInstanceOf(PgInterruptedException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(lease.query("select pg_backend_pid()").oneLong()).isEqualTo(backend);
      assertThat(count()).isZero();
      assertThatThrownBy(
              () ->
                  Deadline.within(
                      Duration.ofMillis(100),
                      () -> lease.executeBatch(INSERT, counted(Long.MAX_VALUE, i -> {}))))
          .isInstanceOf(PgTimeoutException.class);
      assertThat(lease.query("select pg_backend_pid()").oneLong()).isEqualTo(backend);
      assertThat(count()).isZero();
    }
  }

  @Test
  void aStatementThatNoLongerHoldsIsDescribedAnewWhereTheRowsAreACollection() {
    try (Lease lease = pool.acquire()) {
      lease.executeBatch(INSERT, rows(1));
      lease.script("deallocate all; alter table line alter name type varchar; truncate line");
      assertThat(lease.executeBatch(INSERT, rows(3_000))).hasSize(3_000);
      Iterator<@Nullable Object[]> once = rows(0).iterator();
      assertThat(lease.executeBatch(INSERT, () -> once)).isEmpty();
    }
  }
}
