// SPDX-License-Identifier: Apache-2.0
package dev.upq.row;

import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgUsageException;
import dev.upq.type.Codec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the values of a row, one call a column, and writes them in binary, each behind its length.
 * One thread at a time.
 */
public final class RowEncoder {

  private static final int NULL_LENGTH = -1;

  private final Codec<?>[] codecs;
  private ByteWriter out = new ByteWriter(0, 0);
  private int next;

  /** Rows of these columns. */
  public RowEncoder(List<Column> columns) {
    codecs = columns.stream().map(column -> column.type().codec()).toArray(Codec<?>[]::new);
  }

  /** Begins a row: its values go there. */
  public void begin(ByteWriter target) {
    out = target;
    next = 0;
  }

  /** The index of the value that was written last, or could not be. */
  public int last() {
    return next - 1;
  }

  /**
   * Ends the row.
   *
   * @throws PgUsageException where values are missing
   */
  public void end() {
    if (next != codecs.length) {
      throw new PgUsageException(
          next + " values were written where the row has " + codecs.length + " columns");
    }
  }

  /** A value of any class that the column's codec takes; null is NULL. */
  public void value(@Nullable Object value) {
    Codec<?> codec = codec();
    if (value == null) {
      out.int4(NULL_LENGTH);
      return;
    }
    int mark = out.beginValue();
    codec.encodeObject(value, out);
    out.endValue(mark);
  }

  /** A whole number, without a box where the type allows it. */
  public void longValue(long value) {
    Codec<?> codec = codec();
    int mark = out.beginValue();
    codec.encodeLong(value, out);
    out.endValue(mark);
  }

  /** A number, without a box where the type allows it. */
  public void doubleValue(double value) {
    Codec<?> codec = codec();
    int mark = out.beginValue();
    codec.encodeDouble(value, out);
    out.endValue(mark);
  }

  /** A boolean, without a box. */
  public void booleanValue(boolean value) {
    Codec<?> codec = codec();
    int mark = out.beginValue();
    codec.encodeBoolean(value, out);
    out.endValue(mark);
  }

  private Codec<?> codec() {
    if (next == codecs.length) {
      throw new PgUsageException("more values were written than the row has columns");
    }
    return codecs[next++];
  }
}
