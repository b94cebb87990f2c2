// SPDX-License-Identifier: Apache-2.0
package dev.upq.examples.flights;

import dev.upq.PgPool;
import dev.upq.tx.Isolation;
import dev.upq.tx.PgTransaction;
import dev.upq.tx.PgTransactionScope;
import dev.upq.tx.RetryCause;
import java.util.SplittableRandom;

/**
 * Accounts of miles, between which amounts are moved. Their sum never changes, whatever happens to
 * a transfer: it is serializable, and tried again where the server rolls it back. Stateless.
 */
final class Miles {

  static final int ACCOUNTS = 1_000;
  static final long EACH = 10_000;
  static final long SUM = ACCOUNTS * EACH;

  private static final int HOT = 16;
  private static final int MOST_MOVED = 500;
  private static final int ATTEMPTS = 200;

  private Miles() {}

  /** Opens the accounts. */
  static void load(PgTransaction tx) {
    tx.execute(
        "insert into upq_flights.account select i, $1 from generate_series(1, $2) i",
        EACH,
        ACCOUNTS);
  }

  /** Moves some from one account to another, both among the busiest as often as not. */
  static void transfer(PgPool pool, SplittableRandom random) {
    int among = random.nextBoolean() ? HOT : ACCOUNTS;
    int from = 1 + random.nextInt(among);
    int to = 1 + (from + random.nextInt(among - 1)) % among;
    long most = random.nextInt(1, MOST_MOVED);
    PgTransactionScope.on(pool)
        .isolation(Isolation.SERIALIZABLE)
        .retry(ATTEMPTS, RetryCause.CONNECTION_LOST)
        .run(
            tx -> {
              long there =
                  tx.query("select miles from upq_flights.account where id = $1", from).oneLong();
              long moved = Math.min(there, most);
              tx.execute(
                  "update upq_flights.account set miles = miles - $2 where id = $1", from, moved);
              return tx.execute(
                  "update upq_flights.account set miles = miles + $2 where id = $1", to, moved);
            });
  }

  /** What all accounts hold together at this moment. */
  static long sum(PgPool pool) {
    return PgTransactionScope.on(pool)
        .isolation(Isolation.REPEATABLE_READ)
        .readOnly()
        .run(tx -> tx.query("select sum(miles)::bigint from upq_flights.account").oneLong());
  }
}
