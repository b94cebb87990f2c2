// SPDX-License-Identifier: Apache-2.0
package dev.upq.row;

import dev.upq.bytes.ByteReader;
import dev.upq.wire.DataRow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one result as they came: views over the arrays that they were read into, and no
 * object a row. One thread at a time while rows are added; nobody adds any once a result holds it,
 * and then it is safe for use by any thread.
 *
 * <p>Rows that lie next to each other in an array, as the messages of one answer do, are known by
 * where the first begins and how many there are; the length of each message tells where the next
 * one is.
 */
public final class RowData {

  private static final byte[] NO_BYTES = {};

  /** A length counts itself. */
  private static final int LENGTH_BYTES = 4;

  /** Between the bodies of two messages: the type of the next, and its length. */
  private static final int HEADER_BYTES = 1 + LENGTH_BYTES;

  /** A row, or messages without a gap between them. */
  private static final class Stretch {
    final byte[] array;

    /** Where the first one's body begins. */
    final int from;

    /** Whether it is a message with its length in front, and more may join it. */
    final boolean framed;

    /** How many rows stand in front of it. */
    final int before;

    /** Where the last one's body ends. */
    int to;

    Stretch(byte[] array, int from, int to, int before) {
      this.array = array;
      this.from = from;
      this.to = to;
      this.framed = isFramed(array, from, to);
      this.before = before;
    }

    @SuppressWarnings("ReferenceEquality") // the very array, not one of the same bytes
    boolean takes(byte[] other, int body, int end) {
      return array == other && to + HEADER_BYTES == body && isFramed(array, body, end) && framed;
    }
  }

  /** Whether the length of a message stands in front of its body. */
  private static boolean isFramed(byte[] array, int from, int to) {
    return from >= HEADER_BYTES
        && ByteReader.int4(array, from - LENGTH_BYTES) == LENGTH_BYTES + to - from;
  }

  private @Nullable Stretch first;
  private @Nullable Stretch last;

  /** All of them, once there are two. */
  private @Nullable List<Stretch> stretches;

  private int size;

  /** No rows yet. */
  public RowData() {}

  /** These rows. */
  static RowData of(List<DataRow> rows) {
    RowData data = new RowData();
    for (DataRow row : rows) {
      data.add(row.array(), row.from(), row.to());
    }
    return data;
  }

  /** Adds the row whose body is {@code array[from, to)}; it has been checked. */
  public void add(byte[] array, int from, int to) {
    Stretch open = last;
    if (open != null && open.takes(array, from, to)) {
      open.to = to;
      size++;
      return;
    }
    Stretch next = new Stretch(array, from, to, size++);
    if (open == null) {
      first = next;
    } else {
      append(open, next);
    }
    last = next;
  }

  private void append(Stretch open, Stretch next) {
    List<Stretch> all = stretches;
    if (all == null) {
      all = new ArrayList<>();
      all.add(open);
      stretches = all;
    }
    all.add(next);
  }

  /** How many rows there are. */
  public int size() {
    return size;
  }

  /** The row at an index that there is. Walks over those in front of it in the same array. */
  Row row(Columns columns, int index) {
    Stretch begin = first;
    if (index == 0 && begin != null) {
      return new Row(columns, begin.array, begin.from);
    }
    Cursor cursor = new Cursor(columns);
    cursor.seek(index);
    return cursor.next();
  }

  Cursor cursor(Columns columns) {
    return new Cursor(columns);
  }

  private Stretch stretch(int number) {
    List<Stretch> all = stretches;
    Stretch only = first;
    if (all != null) {
      return all.get(number);
    }
    if (only == null || number > 0) {
      throw new IndexOutOfBoundsException(number);
    }
    return only;
  }

  /** Goes from row to row. One thread at a time. */
  final class Cursor {

    private final Columns columns;
    private int number;
    private byte[] array = NO_BYTES;
    private boolean framed;
    private int position;
    private int end;
    private int left = size;

    private Cursor(Columns columns) {
      this.columns = columns;
    }

    boolean hasNext() {
      return left > 0;
    }

    Row next() {
      int body = body();
      return new Row(columns, array, body);
    }

    /** The next row, mapped. */
    <T> T next(RowCursor<T> mapper) {
      int body = body();
      return mapper.map(array, body);
    }

    private int body() {
      if (position == end) {
        enter(stretch(number++));
      }
      int body = position;
      skip();
      left--;
      return body;
    }

    private void skip() {
      int rowEnd =
          framed ? position + ByteReader.int4(array, position - LENGTH_BYTES) - LENGTH_BYTES : end;
      position = rowEnd == end ? end : rowEnd + HEADER_BYTES;
    }

    private void enter(Stretch stretch) {
      array = stretch.array;
      framed = stretch.framed;
      position = stretch.from;
      end = stretch.to;
    }

    private void seek(int index) {
      int low = 0;
      int high = stretches == null ? 0 : stretches.size() - 1;
      while (low < high) {
        int middle = (low + high + 1) >>> 1;
        if (stretch(middle).before <= index) {
          low = middle;
        } else {
          high = middle - 1;
        }
      }
      Stretch found = stretch(low);
      enter(found);
      number = low + 1;
      for (int i = found.before; i < index; i++) {
        skip();
      }
      left = size - index;
    }
  }
}
