// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.chaos;

import dev.upq.PgPool;
import dev.upq.connection.PgPipeline;
import dev.upq.connection.PgSession;
import dev.upq.connection.Rows;
import dev.upq.fault.PgException;
import dev.upq.fault.PgTransactionException;
import dev.upq.pool.Lease;
import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import dev.upq.tx.PgTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What one caller does: neighbours differ in value, type, number of rows and tag, and each answer
 * follows from its nonce alone. One thread at a time.
 */
final class Work {

  /** The kinds of calls. */
  enum Kind {
    POINT,
    LANE,
    SERIES,
    LEASED,
    INSERT,
    TRANSFER,
    STREAM,
    PIPELINE
  }

  private static final Kind[] KINDS = Kind.values();
  private static final int BATCH = 4;

  private final PgPool pool;
  private final Ledger ledger;
  private final HandedOut handedOut;
  private final int caller;
  private final SplittableRandom random;

  Work(PgPool pool, Ledger ledger, HandedOut handedOut, int caller, SplittableRandom random) {
    this.pool = pool;
    this.ledger = ledger;
    this.handedOut = handedOut;
    this.caller = caller;
    this.random = random;
  }

  Kind next() {
    return KINDS[random.nextInt(KINDS.length)];
  }

  /** One call; an answer that does not follow from the nonce is an AssertionError. */
  void run(Kind kind, long nonce) {
    switch (kind) {
      case POINT -> point(pool, nonce);
      case LANE -> point(pool.lane(), nonce);
      case SERIES -> series(pool, nonce, (int) (nonce % 7));
      case LEASED -> leased(nonce);
      case INSERT -> insert(nonce);
      case TRANSFER -> transfer(nonce);
      case STREAM -> stream(nonce);
      case PIPELINE -> pipeline(nonce);
    }
  }

  private static void check(boolean right, long nonce, Object got) {
    if (!right) {
      throw new AssertionError("asked with " + nonce + ", got " + got);
    }
  }

  private static void point(PgSession session, long nonce) {
    int id = (int) (nonce % Ledger.POINTS);
    QueryResult got =
        session.query("select $1::int8 as nonce, v, tag from point where id = $2", nonce, id);
    check(got.size() == 1 && got.commandTag().equals("SELECT 1"), nonce, got.commandTag());
    Row row = got.row(0);
    check(row.longValue(0) == nonce, nonce, row.longValue(0));
    check(row.longValue(1) == id * 7919L && row.text(2).equals("t" + id), nonce, row.text(2));
  }

  private static void series(PgSession session, long nonce, int rows) {
    series(
        session.query("select $1::int8 + i as v, i from generate_series(1, $2) i", nonce, rows),
        nonce,
        rows);
  }

  private static void series(QueryResult got, long nonce, int rows) {
    check(got.size() == rows && got.commandTag().equals("SELECT " + rows), nonce, got.commandTag());
    for (int i = 0; i < rows; i++) {
      check(got.row(i).longValue("v") == nonce + i + 1, nonce, got.row(i).longValue("v"));
    }
  }

  /** Borrows, and remembers which session it got where that turns out to be dead. */
  private void leased(long nonce) {
    long asked = System.nanoTime();
    try (Lease lease = pool.acquire()) {
      long got = System.nanoTime();
      try {
        point(lease, nonce);
      } catch (PgException failed) {
        if (lease.connection().ended()) {
          handedOut.dead(lease.connection().processId(), asked, got);
        }
        throw failed;
      }
    }
  }

  private void insert(long nonce) {
    try {
      QueryResult got = pool.query("insert into ledger values ($1, $2)", nonce, caller);
      ledger.acknowledged(nonce);
      check(got.commandTag().equals("INSERT 0 1"), nonce, got.commandTag());
    } catch (PgException failed) {
      if (!Fate.undone(failed)) {
        ledger.unknown(nonce);
      }
      throw failed;
    }
  }

  /** Moves one from an account to another; accounts in order, so that nobody waits in a circle. */
  private void transfer(long nonce) {
    int from = random.nextInt(Ledger.ACCOUNTS - 1);
    int to = random.nextInt(from + 1, Ledger.ACCOUNTS);
    boolean commits = nonce % 5 != 0;
    try (PgTransaction tx = pool.begin()) {
      moved(tx, from, -1, nonce);
      moved(tx, to, 1, nonce);
      tx.execute("insert into ledger values ($1, $2)", nonce, caller);
      if (commits) {
        commit(tx, nonce);
      }
    }
  }

  private static void moved(PgTransaction tx, int account, int by, long nonce) {
    QueryResult got =
        tx.query(
            "update bank set v = v + $1 where id = $2 returning id, $3::int8", by, account, nonce);
    check(got.commandTag().equals("UPDATE 1"), nonce, got.commandTag());
    check(got.row(0).longValue(1) == nonce, nonce, got.row(0).longValue(1));
    check(got.row(0).intValue(0) == account, nonce, got.row(0).intValue(0));
  }

  /** What comes out of a commit is its outcome, and nothing else. */
  private void commit(PgTransaction tx, long nonce) {
    try {
      tx.commit();
      ledger.acknowledged(nonce);
    } catch (PgTransactionException told) {
      if (told.outcome() == PgTransactionException.Outcome.UNKNOWN) {
        ledger.unknown(nonce);
      }
      throw told;
    } catch (PgException untyped) {
      throw new AssertionError("a commit without an outcome", untyped);
    }
  }

  private void stream(long nonce) {
    int rows = (int) (nonce % 600);
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

  /** Reads with a write among them, as one unit. */
  private void pipeline(long nonce) {
    try (PgPipeline pipeline = pool.pipeline()) {
      List<PgPipeline.Pending<QueryResult>> answers = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        answers.add(
            pipeline.query(
                "select $1::int8 + i as v, i from generate_series(1, $2) i", nonce + 100 * i, i));
      }
      PgPipeline.Pending<QueryResult> written =
          pipeline.query("insert into ledger values ($1, $2)", nonce, caller);
      try {
        pipeline.run();
        written.get();
        ledger.acknowledged(nonce);
      } catch (PgException failed) {
        if (!Fate.undone(failed)) {
          ledger.unknown(nonce);
        }
        throw failed;
      }
      for (int i = 0; i < BATCH; i++) {
        series(answers.get(i).get(), nonce + 100 * i, i);
      }
    }
  }
}
