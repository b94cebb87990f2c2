// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.work;

/** B1, B2, B3, B13, B14: one row by its primary key, three columns. Stateless. */
public final class PointSelect {

  /** How many rows there are; ids are 1 to this. */
  public static final int ACCOUNTS = 100_000;

  public static final String SELECT =
      "select id, owner, balance from upq_bench.account where id = $1";

  private static final String OWNER = "owner of account ";

  private PointSelect() {}

  /** What makes and fills the table. */
  static String schema() {
    return """
    create table upq_bench.account (
      id int4 primary key, owner text not null, balance int8 not null, touched int4 not null
    ) with (fillfactor = 70);
    insert into upq_bench.account
      select i, '%s' || i, i * 1000003::int8, 0 from generate_series(1, %d) i;
    """
        .formatted(OWNER, ACCOUNTS);
  }

  /** The {@link Account#sum()} of a row, without making one. */
  public static long expected(int id) {
    return id * 1_000_003L * 31 + id * 7L + OWNER.length() + digits(id);
  }

  /** How many decimal digits a positive number has. */
  static int digits(int number) {
    int digits = 1;
    for (int rest = number; rest > 9; rest /= 10) {
      digits++;
    }
    return digits;
  }
}
