// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.bytes.ByteWriter;
import dev.upq.exchange.CopyTuples;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.PgValueException;
import dev.upq.row.Column;
import dev.upq.row.RowEncoder;
import dev.upq.row.RowWriter;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * A COPY of records into a table, in binary. One thread at a time; finish it and close it.
 *
 * <p>Closing it without {@link #finish()} gives it up: nothing is copied.
 */
public final class PgCopyWriter<T> implements PgCopy {

  private final PgCopyIn copy;
  private final RowWriter<T> writer;
  private final List<Column> columns;
  private final RowEncoder encoder;
  private boolean headed;
  private long rows;

  PgCopyWriter(PgCopyIn copy, RowWriter<T> writer, List<Column> columns) {
    this.copy = copy;
    this.writer = writer;
    this.columns = List.copyOf(columns);
    this.encoder = new RowEncoder(columns);
  }

  /** As {@link PgCopyIn#onProgress}. */
  public PgCopyWriter<T> onProgress(long everyBytes, LongConsumer bytesSoFar) {
    copy.onProgress(everyBytes, bytesSoFar);
    return this;
  }

  /** Rows written so far. */
  public long rows() {
    return rows;
  }

  /**
   * Writes one row.
   *
   * @throws PgValueException where a value does not fit its column; it names the row, the component
   *     and the column. That row is left out, and the COPY can go on
   * @throws PgServerException where the server has refused what came before
   */
  public void write(T row) {
    if (row == null) {
      throw new PgUsageException("row " + (rows + 1) + " of the COPY is null");
    }
    ByteWriter out = target();
    int start = out.size();
    boolean whole = false;
    try {
      out.int2(columns.size());
      encoder.begin(out);
      writer.write(row, encoder);
      encoder.end();
      whole = true;
      rows++;
    } catch (PgValueException misfit) {
      throw misfit.at(where());
    } finally {
      if (!whole) {
        out.truncate(start);
      }
    }
  }

  /**
   * Sends the end and waits until the server has taken all.
   *
   * @return how many rows were copied
   * @throws PgServerException where the server refuses them; none is copied
   */
  public long finish() {
    CopyTuples.writeTrailer(target());
    return copy.finish();
  }

  /** Gives up: nothing is copied, the connection is clean. Does nothing once it has ended. */
  public void fail(String reason) {
    copy.fail(reason);
  }

  /** As {@link #fail} where it was not finished. Idempotent. */
  @Override
  public void close() {
    copy.close();
  }

  @Override
  public void onClose(Runnable task) {
    copy.onClose(task);
  }

  private ByteWriter target() {
    ByteWriter out = copy.rowTarget();
    if (!headed) {
      CopyTuples.writeHeader(out);
      headed = true;
    }
    return out;
  }

  private String where() {
    int at = encoder.last();
    Column column = columns.get(at);
    return "row "
        + (rows + 1)
        + ", component "
        + writer.component(at)
        + ", column \""
        + column.name()
        + "\" ("
        + column.type().name()
        + ")";
  }
}
