// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

import dev.upq.connection.PgConnection;
import dev.upq.connection.PgPipeline;
import dev.upq.connection.PgPipeline.Pending;
import dev.upq.fault.PgException;
import dev.upq.fault.PgSkippedException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.Sent;
import dev.upq.row.QueryResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The first statement of a transaction, with what begins it in front, under one Sync: where BEGIN
 * does not succeed the server skips the statement. Confined to the caller's thread.
 *
 * <p>A text that nobody has described yet is described before that, outside the transaction.
 */
final class FirstBurst {

  private final PgConnection connection;
  private final List<String> preamble;
  private final Levels levels;
  private final boolean identified;
  private final List<Pending<QueryResult>> front = new ArrayList<>();
  private final List<Pending<QueryResult>> behind = new ArrayList<>();
  private boolean begun;
  private Optional<TransactionId> id = Optional.empty();

  FirstBurst(PgConnection connection, List<String> preamble, Levels levels, boolean identified) {
    this.connection = connection;
    this.preamble = preamble;
    this.levels = levels;
    this.identified = identified;
  }

  /** True where the server may have begun. */
  boolean begun() {
    return begun;
  }

  Optional<TransactionId> id() {
    return id;
  }

  QueryResult run(String sql, @Nullable Object[] arguments) {
    List<String> savepoints = levels.unset();
    Pending<QueryResult> statement = send(savepoints, sql, arguments);
    PgSkippedException skipped = null;
    for (int i = 0; i < front.size(); i++) {
      try {
        front.get(i).get();
        begun = true;
        if (i >= preamble.size()) {
          levels.set(savepoints.get(i - preamble.size()));
        }
      } catch (PgSkippedException because) {
        skipped = because;
      }
    }
    QueryResult result = statement.get();
    if (skipped != null) {
      throw skipped;
    }
    for (Pending<QueryResult> answer : behind) {
      id = Optional.of(TransactionId.of(answer.get().row(0), connection));
    }
    return result;
  }

  private Pending<QueryResult> send(
      List<String> savepoints, String sql, @Nullable Object[] arguments) {
    try (PgPipeline pipeline = connection.pipeline()) {
      preamble.forEach(text -> front.add(pipeline.query(text)));
      savepoints.forEach(name -> front.add(pipeline.query("SAVEPOINT " + name)));
      Pending<QueryResult> statement = pipeline.query(sql, arguments);
      if (identified) {
        behind.add(pipeline.query(TransactionId.QUESTION));
      }
      pipeline.run();
      return statement;
    } catch (PgException over) {
      begun = over.sent() != Sent.NOTHING && !(over instanceof PgUsageException);
      throw over;
    }
  }
}
