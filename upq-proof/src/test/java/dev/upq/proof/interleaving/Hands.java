// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.connection.PgPipeline;
import dev.upq.connection.PgSession;
import dev.upq.connection.Rows;
import dev.upq.fault.PgException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgTransactionException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.Sent;
import dev.upq.pool.Lease;
import dev.upq.pool.Lender;
import dev.upq.pool.PoolState;
import dev.upq.proof.sim.NonceOracle;
import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import dev.upq.tx.PgTransaction;
import dev.upq.tx.TransactionOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a caller can do, every answer of it judged. Confined to the caller's thread.
 *
 * <p>What ends a call early comes out of here as the library threw it; {@link #attempt} is where it
 * has to be explained.
 */
final class Hands {

  private static final long NONCES = 1_000;

  private final World world;
  private long lastNonce;
  private int borrowed;

  Hands(World world, int number) {
    this.world = world;
    this.lastNonce = number * NONCES;
  }

  /** True where the work was done; false where it failed, as something explains. */
  boolean attempt(World.Work work) {
    try {
      work.run(this);
      return true;
    } catch (PgException failed) {
      world.failed(failed);
      return false;
    }
  }

  long nonce() {
    return ++lastNonce;
  }

  /** Borrows, uses and gives back. */
  void borrowing(Consumer<Lease> use) {
    borrowing(world.pool, use);
  }

  /** As {@link #borrowing(Consumer)}, to be served by that deadline. */
  void borrowing(Deadline deadline, Consumer<Lease> use) {
    use(world.pool.acquire(deadline), use);
  }

  /** As {@link #borrowing(Consumer)}, however long it takes to be served. */
  void borrowingWithoutDeadline(Consumer<Lease> use) {
    borrowing(Deadline.never(world.sim.clock()), use);
  }

  private void borrowing(Lender lender, Consumer<Lease> use) {
    use(lender.acquire(), use);
  }

  private void use(Lease lease, Consumer<Lease> use) {
    int processId = lease.connection().processId();
    world.looksNew(processId);
    world.lent(processId);
    try {
      use.accept(lease);
    } finally {
      world.givenBack(processId);
      lease.close();
    }
  }

  /** Begins on a borrowed connection, works, and closes. */
  void transaction(Consumer<PgTransaction> work) {
    Lender checked =
        new Lender() {
          @Override
          public Lease acquire(Deadline deadline) {
            return checked(world.pool.acquire(deadline));
          }

          @Override
          public Lease acquire() {
            return checked(world.pool.acquire());
          }

          @Override
          public PoolState state() {
            return world.pool.state();
          }

          @Override
          public Clock clock() {
            return world.pool.clock();
          }
        };
    PgTransaction tx = PgTransaction.begin(checked, TransactionOptions.standard());
    int processId = borrowed;
    world.lent(processId);
    try {
      work.accept(tx);
    } finally {
      world.givenBack(processId);
      tx.close();
    }
  }

  private Lease checked(Lease lease) {
    borrowed = lease.connection().processId();
    world.looksNew(borrowed);
    return lease;
  }

  /** Asks with a nonce of its own; the text names it as {@code $1}. */
  void query(PgSession session, String sql) {
    query(session, sql, nonce());
  }

  /** As {@link #query(PgSession, String)}, for where a result is wanted. */
  boolean asked(PgSession session, String sql) {
    query(session, sql);
    return true;
  }

  void query(PgSession session, String sql, long nonce) {
    judged(
        sql,
        nonce,
        () -> {
          QueryResult result = session.query(sql, nonce);
          world.oracle.answered(sql, nonce, rows(result), result.commandTag());
        });
  }

  /** Asks by the simple protocol, the nonce as part of the text. */
  void script(Function<String, List<QueryResult>> session, String verb) {
    long nonce = nonce();
    String sql = verb + " " + nonce;
    judged(sql, nonce, () -> answered(session.apply(sql), sql, nonce));
  }

  private void answered(List<QueryResult> results, String sql, long nonce) {
    if (results.size() != 1) {
      world.violation(results.size() + " results for " + sql);
      return;
    }
    QueryResult only = results.getFirst();
    world.oracle.answered(sql, nonce, rows(only), only.commandTag());
  }

  /** Asks for what has to fail on the server. */
  void failing(PgSession session) {
    failing(session, "fail $1");
  }

  /** As {@link #failing(PgSession)}, by a text of the caller's own. */
  void failing(PgSession session, String sql) {
    try {
      query(session, sql);
      world.violation("a statement that has to fail did not");
    } catch (PgServerException asAsked) {
      // As asked; the oracle has judged it.
    }
  }

  /** Asks for a COPY, which is refused. */
  void refused(PgSession session, String sql) {
    try {
      session.query(sql, nonce());
      world.violation("a COPY was taken for a statement");
    } catch (PgUsageException asAsked) {
      // As asked.
    }
  }

  /** Reads {@code most} rows of a stream at most, and closes it. */
  void stream(BiFunction<String, Object[], Rows<Row>> session, String sql, int most) {
    long nonce = nonce();
    judged(
        sql,
        nonce,
        () -> {
          List<NonceOracle.Row> all = NonceOracle.rows(sql, nonce);
          List<NonceOracle.Row> seen = new ArrayList<>();
          try (Rows<Row> rows = session.apply(sql, new Object[] {nonce})) {
            while (seen.size() < most && rows.next().map(row -> seen.add(row(row))).isPresent()) {
              world.sim.yieldPoint();
            }
          }
          if (most > all.size()) {
            world.oracle.answered(sql, nonce, seen);
          } else if (!seen.equals(all.subList(0, most))) {
            world.violation("wrong delivery: asked " + nonce + ", got the rows " + seen);
          }
        });
  }

  /** Three statements; one that is right, one that fails, one that is skipped; two more. */
  void pipeline(PgPipeline pipeline) {
    List<Asked> asked = new ArrayList<>();
    try (pipeline) {
      for (int i = 0; i < 8; i++) {
        String sql = i == 4 ? "fail $1" : i % 2 == 0 ? "nonce $1" : "nonce $1 other";
        long nonce = nonce();
        asked.add(new Asked(sql, nonce, i == 5, pipeline.query(sql, nonce)));
        if (i == 2 || i == 5) {
          pipeline.barrier();
        }
      }
      pipeline.run();
      for (int i = 0; i < 8; i++) {
        if (asked.get(i).answered(world) != (i != 4 && i != 5)) {
          world.violation("item " + i + " of the pipeline ended as it must not");
        }
      }
    } catch (PgException ended) {
      if (!(ended instanceof PgUsageException)) {
        asked.forEach(item -> item.answered(world));
      }
      throw ended;
    }
  }

  /** Two statements, of which the first fails; the second is skipped. */
  void pipelineInTransaction(PgPipeline pipeline) {
    long failing = nonce();
    long skipped = nonce();
    Asked first = new Asked("fail $1", failing, false, pipeline.query("fail $1", failing));
    Asked second = new Asked("nonce $1", skipped, true, pipeline.query("nonce $1", skipped));
    pipeline.run();
    if (first.answered(world) || second.answered(world)) {
      world.violation("a pipeline in a transaction went on after a failure");
    }
  }

  /** Commits, and compares what is told of the end with what has left. */
  void commit(PgTransaction tx, String lastText) {
    try {
      tx.commit();
    } catch (PgTransactionException told) {
      boolean unsent = told.getCause() instanceof PgException cause && cause.sent() == Sent.NOTHING;
      if (unsent && told.outcome() == PgTransactionException.Outcome.ROLLED_BACK) {
        world.inTheEnd(
            () -> {
              if (world.tap.commitFollowed(lastText)) {
                throw new AssertionError("COMMIT left after it was told that it had not");
              }
            });
      }
      throw told;
    }
  }

  private void judged(String sql, long nonce, Runnable call) {
    try {
      call.run();
    } catch (PgServerException refused) {
      world.oracle.failed(
          sql,
          nonce,
          refused.sqlState().code(),
          refused.diagnostic().detail(),
          sql.startsWith("fail")
              || sql.startsWith("select fail")
              || world.suffered(World.Disturbance.DRAIN));
      throw refused;
    } catch (PgException ended) {
      if (ended.sent() == Sent.NOTHING) {
        world.neverRan(nonce);
      }
      throw ended;
    }
  }

  static List<NonceOracle.Row> rows(QueryResult result) {
    List<NonceOracle.Row> rows = new ArrayList<>(result.size());
    for (Row row : result) {
      rows.add(row(row));
    }
    return rows;
  }

  private static NonceOracle.Row row(Row row) {
    return new NonceOracle.Row(row.longValue(0), row.longValue(1), row.text(2));
  }

  /** A connection of its own, used and closed. */
  void connecting(Consumer<PgConnection> use) {
    try (PgConnection connection = new Connector(world.setup).connect()) {
      use.accept(connection);
    }
  }
}
