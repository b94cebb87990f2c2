// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.fault.PgException;
import dev.upq.probe.Execution;
import dev.upq.row.QueryResult;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What is told of an execution that is more than one query, as far as it has come. One thread at a
 * time.
 */
final class Executed implements Execution {

  private final String sql;
  private final Way way;
  private final Teller teller;
  private final long begun;
  private String commandTag = "";
  private long rows;
  private int statements = 1;
  private @Nullable AtomicReference<@Nullable Object> place;
  private boolean told;

  Executed(String sql, Way way, Teller teller, long begun) {
    this.sql = sql;
    this.way = way;
    this.teller = teller;
    this.begun = begun;
  }

  /** So many rows more. */
  void counted(long more) {
    rows += Math.max(0, more);
  }

  void statements(int count) {
    statements = count;
  }

  void place(AtomicReference<@Nullable Object> itsPlace) {
    place = itsPlace;
  }

  /** All results of a script. */
  List<QueryResult> all(List<QueryResult> results) {
    statements = results.size();
    for (QueryResult each : results) {
      commandTag = each.commandTag();
      counted(each.affectedRows());
    }
    return results;
  }

  /** The counts of a batch. */
  long[] batch(long[] counts) {
    statements = counts.length;
    for (long count : counts) {
      counted(count);
    }
    return counts;
  }

  /** It is over; told once. */
  void end(@Nullable PgException failure) {
    if (!told) {
      told = true;
      teller.ended(this, begun, failure);
    }
  }

  @Override
  public String sql() {
    return sql;
  }

  @Override
  public Way way() {
    return way;
  }

  @Override
  public String commandTag() {
    return commandTag;
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public int statements() {
    return statements;
  }

  @Override
  public @Nullable AtomicReference<@Nullable Object> place() {
    return place;
  }
}
