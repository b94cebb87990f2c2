// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import dev.upq.PgPool;
import dev.upq.connection.PgPipeline;
import dev.upq.connection.PgSession;
import dev.upq.connection.Rows;
import dev.upq.fault.PgServerException;
import dev.upq.pool.Lease;
import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import dev.upq.tx.PgTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One caller's calls: neighbours differ in value, type, number of rows and tag, and each answer
 * follows from its nonce alone. One thread at a time.
 */
final class StormCall {

  private final PgPool pool;
  private final int caller;
  private final SplittableRandom random;

  StormCall(PgPool pool, int caller, SplittableRandom random) {
    this.pool = pool;
    this.caller = caller;
    this.random = random;
  }

  /**
   * One call of a random kind; an answer that does not follow from the nonce is an AssertionError.
   */
  long run(long nonce) {
    switch (random.nextInt(10)) {
      case 0 -> text(pool, nonce);
      case 1 -> slow(nonce);
      case 2 -> failure(pool, nonce);
      case 3 -> update(pool, nonce);
      case 4 -> transaction(nonce);
      case 5 -> stream(nonce);
      case 6 -> pipeline(nonce);
      default -> series(pool, nonce);
    }
    return nonce;
  }

  private static void check(boolean right, long nonce, Object got) {
    if (!right) {
      throw new AssertionError("asked with " + nonce + ", got " + got);
    }
  }

  private static void series(PgSession session, long nonce) {
    int rows = (int) (nonce % 7);
    series(
        session.query("select $1::int8 + i as v, i from generate_series(1, $2) i", nonce, rows),
        nonce,
        rows);
  }

  private static void series(QueryResult result, long nonce, int rows) {
    check(result.commandTag().equals("SELECT " + rows) && result.size() == rows, nonce, result);
    for (int i = 0; i < rows; i++) {
      check(result.row(i).longValue("v") == nonce + i + 1, nonce, result.row(i).longValue("v"));
    }
  }

  private static void text(PgSession session, long nonce) {
    String text = session.query("select 'n' || $1::int8", nonce).oneText();
    check(text.equals("n" + nonce), nonce, text);
  }

  private void slow(long nonce) {
    Row row = pool.query("select $1::int8, $2::text, pg_sleep(0.002)", nonce, "s" + nonce).row(0);
    check(row.longValue(0) == nonce && row.text(1).equals("s" + nonce), nonce, row.text(1));
  }

  private static void failure(PgSession session, long nonce) {
    try {
      QueryResult result = session.query("select storm_fail($1)", nonce);
      check(false, nonce, result);
    } catch (PgServerException told) {
      String message = told.diagnostic().message();
      if (!message.equals("nonce " + nonce + " ends")) {
        throw told;
      }
    }
  }

  private void update(PgSession session, long nonce) {
    QueryResult result =
        session.query("update storm set v = $1 where id = $2 returning v, id", nonce, caller);
    check(result.commandTag().equals("UPDATE 1"), nonce, result);
    check(result.row(0).longValue(0) == nonce, nonce, result.row(0).longValue(0));
  }

  private void transaction(long nonce) {
    try (PgTransaction tx = pool.begin()) {
      update(tx, nonce);
      if (nonce % 3 == 0) {
        PgTransaction.Savepoint point = tx.savepoint();
        failure(tx, nonce);
        point.rollback();
      }
      series(tx, nonce);
      if (nonce % 2 == 0) {
        tx.commit();
      }
    }
  }

  private void stream(long nonce) {
    int rows = (int) (nonce % 3_000);
    int read = random.nextBoolean() ? rows : random.nextInt(1 + rows);
    long expected = nonce;
    try (Rows<Row> stream =
        pool.stream(
            "select $1::int8 + i, repeat('x', 50) from generate_series(1, $2) i", nonce, rows)) {
      for (int i = 0; i < read; i++) {
        expected++;
        long got = stream.next().orElseThrow().longValue(0);
        check(got == expected, nonce, got);
      }
      check(read < rows || stream.next().isEmpty(), nonce, "more rows");
    }
  }

  private void pipeline(long nonce) {
    try (Lease lease = pool.acquire();
        PgPipeline pipeline = lease.pipeline()) {
      List<PgPipeline.Pending<QueryResult>> answers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        answers.add(
            pipeline.query(
                "select $1::int8 + i as v, i from generate_series(1, $2) i", nonce + 100 * i, i));
        if (i == 2) {
          pipeline.query("select storm_fail($1)", nonce);
          pipeline.barrier();
        }
      }
      pipeline.run();
      for (int i = 0; i < 6; i++) {
        series(answers.get(i).get(), nonce + 100 * i, i);
      }
    }
  }
}
