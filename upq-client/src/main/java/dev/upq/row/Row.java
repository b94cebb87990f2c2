// SPDX-License-Identifier: Apache-2.0
package dev.upq.row;

import dev.upq.bytes.ByteReader;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.PgValueException;
import dev.upq.type.Codec;
import dev.upq.wire.DataRow;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One row: a view over the bytes that came from the server. Immutable and safe for use by any
 * thread, but for the one that a mapper gets which {@linkplain RowMapper#keepsRow() keeps none}.
 *
 * <p>Columns are named by their 0-based index or by their name; a name costs a hash look-up. What a
 * PostgreSQL type can be read as, its codec says; where a value does not fit, {@link
 * PgValueException} names the column.
 */
public final class Row {

  private static final int COUNT_BYTES = 2;
  private static final int LENGTH_BYTES = 4;
  private static final byte[] NO_BYTES = {};
  private static final int PLACE_BITS = 16;
  private static final int PLACE_MASK = (1 << PLACE_BITS) - 1;

  private final Columns columns;

  // Written once, but for a row that moves.
  private byte[] array;
  private int from;

  /** Of a row that moves: where the length of each column's value stands. */
  private final int @Nullable [] places;

  /**
   * Where a column stands that was read before: its index in the upper half, how far its length is
   * behind {@link #from} in the lower. Written without a lock by any thread: each value is right by
   * itself, so a thread that sees an old one walks a longer way and no wrong one.
   */
  private int known;

  /** A row of these columns; {@code data} must have as many fields. */
  public Row(Columns columns, DataRow data) {
    this(columns, data.array(), data.from());
  }

  /** A row whose body, checked before, begins in {@code array} at {@code body}. */
  Row(Columns columns, byte[] array, int body) {
    this.columns = columns;
    this.array = array;
    this.from = body + COUNT_BYTES;
    this.places = null;
  }

  private Row(Columns columns) {
    this.columns = columns;
    this.array = NO_BYTES;
    this.places = new int[columns.size()];
  }

  /** A row that stands nowhere yet. One thread at a time. */
  static Row moving(Columns columns) {
    return new Row(columns);
  }

  /** Of a row that moves: makes it the one whose body, checked before, begins at {@code body}. */
  void moveTo(byte[] bytes, int body) {
    int[] all = places;
    if (all == null) {
      throw new IllegalStateException("this row does not move");
    }
    array = bytes;
    int at = body + COUNT_BYTES;
    for (int i = 0; i < all.length; i++) {
      all[i] = at;
      at += LENGTH_BYTES + Math.max(0, ByteReader.int4(bytes, at));
    }
  }

  public Columns columns() {
    return columns;
  }

  public boolean isNull(int column) {
    return ByteReader.int4(array, place(column)) < 0;
  }

  public boolean isNull(String column) {
    return isNull(columns.indexOf(column));
  }

  /**
   * The value of a column that must not be NULL.
   *
   * @throws PgValueException where it is NULL, or cannot be read as {@code type}
   */
  public <T> T get(int column, Class<T> type) {
    T value = nullable(column, type);
    if (value == null) {
      throw isNullWhereNoneMayBe(column);
    }
    return value;
  }

  /** As {@link #get(int, Class)}, by name. */
  public <T> T get(String column, Class<T> type) {
    return get(columns.indexOf(column), type);
  }

  /** The value of a column, empty where it is NULL. */
  public <T> Optional<T> find(int column, Class<T> type) {
    return Optional.ofNullable(nullable(column, type));
  }

  /** As {@link #find(int, Class)}, by name. */
  public <T> Optional<T> find(String column, Class<T> type) {
    return find(columns.indexOf(column), type);
  }

  /** The value of a column, null where it is NULL. */
  public <T> @Nullable T nullable(int column, Class<T> type) {
    int at = place(column);
    int length = ByteReader.int4(array, at);
    if (length < 0) {
      return null;
    }
    int value = at + LENGTH_BYTES;
    Codec<?> codec = columns.codec(column);
    try {
      return columns.binary(column)
          ? codec.decodeAs(array, value, value + length, type)
          : codec.decodeTextAs(ByteReader.text(array, value, value + length), type);
    } catch (PgValueException | PgProtocolException misfit) {
      throw misfit(column, misfit);
    }
  }

  /** As {@link #nullable(int, Class)}, by name. */
  public <T> @Nullable T nullable(String column, Class<T> type) {
    return nullable(columns.indexOf(column), type);
  }

  /** The elements of a one-dimensional array that must not be NULL itself; an element may be. */
  public <E> List<@Nullable E> list(int column, Class<E> element) {
    int at = present(column);
    int value = at + LENGTH_BYTES;
    int end = value + ByteReader.int4(array, at);
    Codec<?> codec = columns.codec(column);
    try {
      return columns.binary(column)
          ? codec.decodeList(new ByteReader(array, value, end), element)
          : codec.decodeTextList(ByteReader.text(array, value, end), element);
    } catch (PgValueException | PgProtocolException misfit) {
      throw misfit(column, misfit);
    }
  }

  public <E> List<@Nullable E> list(String column, Class<E> element) {
    return list(columns.indexOf(column), element);
  }

  /** The text of a column that must not be NULL. */
  public String text(int column) {
    return get(column, String.class);
  }

  public String text(String column) {
    return text(columns.indexOf(column));
  }

  /** A whole number, exact. Not boxed on the way. */
  public long longValue(int column) {
    int at = present(column);
    if (!columns.binary(column)) {
      return get(column, Long.class);
    }
    int value = at + LENGTH_BYTES;
    try {
      return columns.codec(column).decodeLong(array, value, value + ByteReader.int4(array, at));
    } catch (PgValueException | PgProtocolException misfit) {
      throw misfit(column, misfit);
    }
  }

  public long longValue(String column) {
    return longValue(columns.indexOf(column));
  }

  /** A whole number that fits an int, exact. Not boxed on the way. */
  public int intValue(int column) {
    long value = longValue(column);
    if (value != (int) value) {
      throw PgValueException.decode(
          where(column) + ": the value does not fit an int; read it as a long");
    }
    return (int) value;
  }

  public int intValue(String column) {
    return intValue(columns.indexOf(column));
  }

  /** A number as a double. Not boxed on the way. */
  public double doubleValue(int column) {
    int at = present(column);
    if (!columns.binary(column)) {
      return get(column, Double.class);
    }
    int value = at + LENGTH_BYTES;
    try {
      return columns.codec(column).decodeDouble(array, value, value + ByteReader.int4(array, at));
    } catch (PgValueException | PgProtocolException misfit) {
      throw misfit(column, misfit);
    }
  }

  public double doubleValue(String column) {
    return doubleValue(columns.indexOf(column));
  }

  public boolean booleanValue(int column) {
    int at = present(column);
    if (!columns.binary(column)) {
      return get(column, Boolean.class);
    }
    int value = at + LENGTH_BYTES;
    try {
      return columns.codec(column).decodeBoolean(array, value, value + ByteReader.int4(array, at));
    } catch (PgValueException | PgProtocolException misfit) {
      throw misfit(column, misfit);
    }
  }

  public boolean booleanValue(String column) {
    return booleanValue(columns.indexOf(column));
  }

  /** Where the length of a value stands that must not be NULL. */
  private int present(int column) {
    int at = place(column);
    if (ByteReader.int4(array, at) < 0) {
      throw isNullWhereNoneMayBe(column);
    }
    return at;
  }

  /** Where the length of a column's value stands in the array. */
  private int place(int column) {
    if (column < 0 || column >= columns.size()) {
      columns.at(column);
    }
    int[] all = places;
    return all != null ? all[column] : walk(column);
  }

  private int walk(int column) {
    int near = known;
    int i = near >>> PLACE_BITS;
    int at = from + (near & PLACE_MASK);
    if (column < i) {
      i = 0;
      at = from;
    }
    for (; i < column; i++) {
      at += LENGTH_BYTES + Math.max(0, ByteReader.int4(array, at));
    }
    int distance = at - from;
    if (distance <= PLACE_MASK) {
      known = column << PLACE_BITS | distance;
    }
    return at;
  }

  private PgValueException isNullWhereNoneMayBe(int column) {
    return PgValueException.decode(
        where(column) + " is NULL; read it with find() or nullable(), or as an Optional");
  }

  private PgValueException misfit(int column, RuntimeException misfit) {
    columns.doubt();
    return PgValueException.decode(where(column) + ": " + misfit.getMessage(), misfit);
  }

  private String where(int column) {
    Column meta = columns.at(column);
    return "column \"" + meta.name() + "\" (" + meta.type().name() + ")";
  }
}
