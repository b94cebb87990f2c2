// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.exchange.CopyOut;
import dev.upq.exchange.CopyTuples;
import dev.upq.row.Columns;
import dev.upq.row.Row;
import dev.upq.row.RowMapper;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query that come by COPY in binary, as records. One thread at a time; close it.
 *
 * <p>Closing it before its end cancels the COPY; in a transaction that fails the transaction.
 */
public final class PgCopyReader<T> implements PgCopy {

  private final CopyTurn turn;
  private final CopyOut copy;
  private final CopyTuples tuples;
  private final RowMapper<T> mapper;

  PgCopyReader(CopyTurn turn, CopyOut copy, CopyTuples tuples, RowMapper<T> mapper) {
    this.turn = turn;
    this.copy = copy;
    this.tuples = tuples;
    this.mapper = mapper;
  }

  public Columns columns() {
    return copy.columns();
  }

  /** How many rows the COPY gave; -1 before its end. */
  public long rows() {
    return copy.rows();
  }

  /** The next row, empty after the last. Waits for it. */
  public Optional<T> next() {
    Row row = row();
    return row == null ? Optional.empty() : Optional.of(mapper.map(row));
  }

  /** Every row that is left, one after the other; closes at the end. */
  public void forEach(Consumer<? super T> action) {
    try (this) {
      for (Row row = row(); row != null; row = row()) {
        action.accept(mapper.map(row));
      }
    }
  }

  /** Cancels what is left, if anything is. Idempotent. */
  @Override
  public void close() {
    if (turn.closable()) {
      turn.abandon();
    }
  }

  @Override
  public void onClose(Runnable task) {
    turn.onClose(task);
  }

  private @Nullable Row row() {
    if (!turn.open()) {
      return null;
    }
    Row row = turn.<@Nullable Row>step(tuples::next);
    if (row == null) {
      turn.counted(copy.rows());
      turn.end(null);
    }
    return row;
  }
}
