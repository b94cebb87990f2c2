// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.PgValueException;
import dev.upq.statement.PreparedStatement;
import dev.upq.type.PgArray;
import dev.upq.type.PgType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a batch in pieces: an array of values for each parameter. One thread at a time. A
 * piece ends at 1,000 rows, or where its texts and bytes are 256 Ki characters long together.
 */
final class MultiRowPieces implements Iterator<@Nullable Object[]> {

  private static final int MOST_ROWS = 1_000;
  private static final int MOST_CHARACTERS = 256 * 1024;

  private final Iterator<@Nullable Object[]> rows;
  private final List<PgType> types;
  private final List<@Nullable Object[]> columns = new ArrayList<>();
  private final Class<?>[] seen;
  private final boolean[] nested;
  // Where each piece begins, and behind the last one where it ends.
  private int[] begins = new int[8];
  private int pieces;

  /**
   * @param single the statement for one row
   */
  MultiRowPieces(Iterator<@Nullable Object[]> rows, PreparedStatement single) {
    this.rows = rows;
    this.types = single.parameters();
    for (int i = 0; i < types.size(); i++) {
      columns.add(new @Nullable Object[MOST_ROWS]);
    }
    this.seen = new Class<?>[types.size()];
    Arrays.fill(seen, Object.class);
    this.nested = new boolean[types.size()];
  }

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public @Nullable Object[] next() {
    int count = 0;
    long characters = 0;
    while (count < MOST_ROWS && characters < MOST_CHARACTERS && rows.hasNext()) {
      characters += put(rows.next(), count++);
    }
    if (pieces + 1 == begins.length) {
      begins = Arrays.copyOf(begins, 2 * begins.length);
    }
    begins[pieces + 1] = begins[pieces] + count;
    pieces++;
    @Nullable Object[] arrays = new @Nullable Object[columns.size()];
    for (int i = 0; i < columns.size(); i++) {
      @Nullable Object[] values = columns.get(i);
      if (count < MOST_ROWS) {
        values = Arrays.copyOf(values, count);
      }
      // What is an array to Java is one value here; its codec has to say so.
      arrays[i] = nested[i] ? PgArray.of(1, Arrays.asList(values)) : values;
    }
    return arrays;
  }

  /** Keeps the values of a row, and tells how long its texts and bytes are. */
  private long put(@Nullable Object @Nullable [] row, int at) {
    if (row == null) {
      throw new PgUsageException(row(begins[pieces] + at) + " is null");
    }
    if (row.length != columns.size()) {
      throw new PgUsageException(
          "the statement has "
              + columns.size()
              + " parameters, "
              + row.length
              + " were given in "
              + row(begins[pieces] + at));
    }
    long characters = 0;
    for (int i = 0; i < row.length; i++) {
      Object value = row[i];
      @Nullable Object[] column = columns.get(i);
      column[at] = value;
      if (value instanceof String text) {
        characters += text.length();
      } else if (value instanceof byte[] bytes) {
        characters += bytes.length;
      } else if (value instanceof CharSequence text) {
        characters += text.length();
      } else if (value != null && value.getClass() != seen[i]) {
        seen[i] = value.getClass();
        nested[i] |= value.getClass().isArray() || value instanceof Collection;
      }
    }
    return characters;
  }

  private static String row(int index) {
    return "row " + (index + 1) + " of the batch";
  }

  /** The rows of a piece, as messages have them. */
  String name(int piece) {
    int first = begins[piece] + 1;
    int last = begins[piece + 1];
    return first == last ? "row " + first : "rows " + first + " to " + last;
  }

  /** The counts of the rows, out of those of the pieces. */
  long[] counts(long[] changed) {
    long[] counts = new long[begins[changed.length]];
    for (int i = 0; i < changed.length; i++) {
      int rows = begins[i + 1] - begins[i];
      long each = changed[i] == rows ? 1 : changed[i] == 0 ? 0 : BatchSession.NOT_KNOWN;
      Arrays.fill(counts, begins[i], begins[i + 1], each);
    }
    return counts;
  }

  /** The same failure, of the first value of the last piece that does not fit. */
  PgValueException located(PgValueException misfit) {
    int rows = pieces == 0 ? 0 : begins[pieces] - begins[pieces - 1];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < columns.size(); i++) {
        Object value = columns.get(i)[row];
        try {
          if (value != null) {
            types.get(i).codec().encodeObject(value, new ByteWriter());
          }
        } catch (PgValueException first) {
          return first.at("parameter $" + (i + 1)).at(row(begins[pieces - 1] + row));
        }
      }
    }
    return misfit;
  }
}
