// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.fault.PgConstraintException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.PgValueException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many rows given to one execution as arrays, on each server. */
@OnEachServer
final class BatchArraysTest {

  private static final String INSERT =
      "insert into line select * from unnest($1::int8[], $2::text[])";

  private final PgPool pool;

  BatchArraysTest(int version) {
    PgConfig config = Servers.inSchema(Servers.config(version), "batch_arrays");
    pool = Servers.pool(config);
  }

  @BeforeEach
  void table() {
    pool.execute("create table line (id bigint primary key, name text)");
  }

  @AfterEach
  void close() {
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

  @Test
  void rowsArriveAsTheyWereGiven() {
    assertThat(pool.executeArrays(INSERT, rows(10_000))).isEqualTo(10_000);
    assertThat(
            pool.query(
                    "select count(*) from line where name is not distinct from case when id % 3 = 0"
                        + " then null else 'name ' || id end")
                .oneLong())
        .isEqualTo(10_000);
    assertThat(pool.executeArrays("delete from line where id = any($1)", List.of(row(1), row(2))))
        .isEqualTo(2);
  }

  private static @Nullable Object[] row(long id) {
    return new @Nullable Object[] {id};
  }

  @Test
  void noRowsAreNoStatement() {
    assertThat(pool.executeArrays("this is no statement", List.of())).isZero();
  }

  @Test
  void allRowsOrNone() {
    List<@Nullable Object[]> twice = rows(100);
    twice.addAll(rows(1));
    assertThatThrownBy(() -> pool.executeArrays(INSERT, twice))
        .isInstanceOf(PgConstraintException.class);
    assertThat(pool.query("select count(*) from line").oneLong()).isZero();
  }

  @Test
  void wrongRowsAreNamed() {
    List<@Nullable Object[]> uneven = rows(3);
    uneven.add(row(4));
    assertThatThrownBy(() -> pool.executeArrays(INSERT, uneven))
        .isInstanceOf(PgUsageException.class)
        .hasMessageContaining("row 3 of the batch")
        .hasMessageContaining("1 values");
    List<@Nullable Object[]> misfit = rows(3);
    misfit.add(new @Nullable Object[] {"x", "y"});
    assertThatThrownBy(() -> pool.executeArrays(INSERT, misfit))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining("$1");
    assertThat(pool.query("select count(*) from line").oneLong()).isZero();
  }
}
