// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.work;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/** B7, B8: many rows of eight mixed columns. Stateless. */
public final class ManyRows {

  /** How many are read at once, at most. */
  public static final int AT_ONCE = 100_000;

  public static final String COLUMNS = "a, b, c, d, e, f, g, h";

  public static final String SELECT_ALL = "select " + COLUMNS + " from upq_bench.fact";

  private static final int STEP = 1_009;
  private static final long EPOCH = 978_307_200L; // 2001-01-01T00:00:00Z
  private static final long UUID_HIGH = 0x4000L;
  private static final long UUID_LOW = 0x8000_0000_0000_0000L;

  private ManyRows() {}

  static String schema(int rows) {
    return """
    create unlogged table upq_bench.fact (
      a int8 primary key, b int4 not null, c float8 not null, d text not null,
      e timestamptz not null, f numeric not null, g bool not null, h uuid not null
    );
    insert into upq_bench.fact
      select i, i %% %d, i / 8.0, 'fact number ' || i,
             timestamptz '2001-01-01 00:00:00+00' + make_interval(secs => i),
             (i / 100.0)::numeric(12, 2), i %% 3 = 0,
             ('00000000-0000-4000-8000-' || lpad(to_hex(i), 12, '0'))::uuid
      from generate_series(1, %d) i;
    create unlogged table upq_bench.copied (
      a int8 not null, b int4 not null, c float8 not null, d text not null,
      e timestamptz not null, f numeric not null, g bool not null, h uuid not null
    );
    """
        .formatted(STEP, rows);
  }

  /** The statement for the first {@code rows} rows. */
  public static String selectFirst(int rows) {
    return SELECT_ALL + " where a <= " + rows;
  }

  /** The row number {@code i}, from 1. */
  public static Fact row(int i) {
    return new Fact(
        i,
        i % STEP,
        i / 8.0,
        "fact number " + i,
        Instant.ofEpochSecond(EPOCH + i),
        BigDecimal.valueOf(i, 2),
        i % 3 == 0,
        new UUID(UUID_HIGH, UUID_LOW | i));
  }

  /** The sum of {@link Fact#sum()} over the first {@code rows} rows. */
  public static long expected(int rows) {
    long sum = 0;
    for (int i = 1; i <= rows; i++) {
      sum += row(i).sum();
    }
    return sum;
  }
}
