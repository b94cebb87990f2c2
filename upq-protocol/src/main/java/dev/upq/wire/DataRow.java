// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.Sent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row of an answer. A view over the body of the message, not copied: immutable as long as
 * nobody writes to the array, and valid as long as the array is.
 *
 * <p>The structure is checked once, when the view is made: the count of columns, the length of each
 * value (-1 for NULL, else 0 or more and inside the body), and that nothing is left over. What
 * {@link #offsets} gives can be relied on.
 */
public final class DataRow implements BackendMessage {

  private static final int COUNT_BYTES = 2;
  private static final int LENGTH_BYTES = 4;
  private static final int[] NO_WIDTHS = {};

  private final byte[] bytes;
  private final int from;
  private final int to;
  private final int columns;

  private DataRow(byte[] bytes, int from, int to, int columns) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    this.columns = columns;
  }

  /**
   * A view of the message whose body is {@code bytes[from, to)}.
   *
   * @throws PgProtocolException if the body is malformed
   */
  public static DataRow view(byte[] bytes, int from, int to) {
    Objects.checkFromToIndex(from, to, bytes.length);
    int columns = count(bytes, from, to);
    check(bytes, from, to, NO_WIDTHS);
    return new DataRow(bytes, from, to, columns);
  }

  /** How many columns the body {@code bytes[from, to)} claims to have. Throws where it has none. */
  public static int count(byte[] bytes, int from, int to) {
    if (to - from < COUNT_BYTES) {
      throw malformed(to - from + " bytes");
    }
    return ByteReader.uint2(bytes, from);
  }

  /**
   * Checks the structure of the body {@code bytes[from, to)} in one walk: the count of columns, the
   * length of each value, and that nothing is left over.
   *
   * @param widths how many bytes the values of the first columns must have where they are not NULL;
   *     -1 where any number will do
   * @return the first column whose value has another width, -1 where all have theirs
   * @throws PgProtocolException if the body is malformed
   */
  public static int check(byte[] bytes, int from, int to, int[] widths) {
    int columns = count(bytes, from, to);
    int at = from + COUNT_BYTES;
    int misfit = -1;
    for (int i = 0; i < columns; i++) {
      if (to - at < LENGTH_BYTES) {
        throw malformed("the length of a value is cut off");
      }
      int length = ByteReader.int4(bytes, at);
      at += LENGTH_BYTES;
      if (length >= 0) {
        if (length > to - at) {
          throw malformed("a value of " + length + " bytes where " + (to - at) + " are left");
        }
        at += length;
        if (i < widths.length && widths[i] >= 0 && widths[i] != length && misfit < 0) {
          misfit = i;
        }
      } else if (length != -1) {
        throw malformed("a value of " + length + " bytes");
      }
    }
    if (at != to) {
      throw malformed(to - at + " bytes too many");
    }
    return misfit;
  }

  private static PgProtocolException malformed(String what) {
    return new PgProtocolException("malformed row from the server: " + what, Sent.MAYBE);
  }

  /** Takes the body into an array of its own. */
  public static DataRow decode(ByteReader body) {
    byte[] bytes = body.rest();
    return view(bytes, 0, bytes.length);
  }

  /** A row of these values; null stands for NULL. */
  public static DataRow of(List<@Nullable Octets> values) {
    ByteWriter body = new ByteWriter();
    body.int2(Frame.count(values.size(), "columns"));
    for (Octets value : values) {
      if (value == null) {
        body.int4(-1);
      } else {
        value.writeTo(body.int4(value.length()));
      }
    }
    return new DataRow(body.toByteArray(), 0, body.size(), values.size());
  }

  @Override
  public char type() {
    return 'D';
  }

  @Override
  public void encode(ByteWriter out) {
    Frame.write(out, type(), body -> body.bytes(bytes, from, to - from));
  }

  /** Where the body begins in {@link #array()}: at its count of columns. */
  public int from() {
    return from;
  }

  /** Where the body ends in {@link #array()}. */
  public int to() {
    return to;
  }

  /** The size of the body in bytes. */
  public int bytes() {
    return to - from;
  }

  /** How many values the row has, 0 to 65,535. */
  public int columns() {
    return columns;
  }

  /**
   * Bytes of the value in the given column (0-based), -1 for NULL. Walks over the columns before
   * it.
   */
  public int length(int column) {
    return seek(column).int4();
  }

  /**
   * A copy of the value in the given column (0-based), null for NULL. Walks over the columns before
   * it.
   */
  public @Nullable Octets value(int column) {
    ByteReader at = seek(column);
    int length = at.int4();
    return length < 0 ? null : Octets.read(at, length);
  }

  /** Copies of all values; null stands for NULL. */
  public List<@Nullable Octets> values() {
    List<@Nullable Octets> values = new ArrayList<>(columns);
    ByteReader at = new ByteReader(bytes, from + 2, to);
    for (int i = 0; i < columns; i++) {
      int length = at.int4();
      values.add(length < 0 ? null : Octets.read(at, length));
    }
    return values;
  }

  /** The array that is viewed. Not copied. */
  public byte[] array() {
    return bytes;
  }

  /**
   * Says where each value stands: {@code into[2 * i]} becomes the index in {@link #array()} of the
   * first byte of column {@code i}, {@code into[2 * i + 1]} its length in bytes, -1 for NULL.
   *
   * @throws IndexOutOfBoundsException if {@code into} is shorter than {@code 2 * columns()}
   */
  public void offsets(int[] into) {
    ByteReader at = new ByteReader(bytes, from + 2, to);
    for (int i = 0; i < columns; i++) {
      int length = at.int4();
      into[2 * i] = to - at.remaining();
      into[2 * i + 1] = length;
      if (length > 0) {
        at.skip(length);
      }
    }
  }

  /** A reader that stands in front of the length of the given column. */
  private ByteReader seek(int column) {
    if (column < 0 || column >= columns) {
      throw new IndexOutOfBoundsException(column + " of " + columns + " columns");
    }
    ByteReader at = new ByteReader(bytes, from + 2, to);
    for (int i = 0; i < column; i++) {
      at.skip(Math.max(0, at.int4()));
    }
    return at;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DataRow that
        && Arrays.equals(bytes, from, to, that.bytes, that.from, that.to);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(Arrays.copyOfRange(bytes, from, to));
  }

  @Override
  public String toString() {
    return "DataRow[" + columns + " columns, " + (to - from) + " bytes]";
  }
}
