// SPDX-License-Identifier: Apache-2.0
package dev.upq.row;

import dev.upq.bytes.ByteReader;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.PgValueException;
import dev.upq.type.Codec;
import dev.upq.wire.DataRow;
import dev.upq.wire.Format;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One row: a view over the bytes that came from the server. Immutable and safe for use by any
 * thread.
 *
 * <p>Columns are named by their 0-based index or by their name; a name costs a hash look-up. What a
 * PostgreSQL type can be read as, its codec says; where a value does not fit, {@link
 * PgValueException} names the column.
 */
public final class Row {

  private final Columns columns;
  private final byte[] array;
  private final int[] offsets;

  /** A row of these columns; {@code data} must have as many fields. */
  public Row(Columns columns, DataRow data) {
    this.columns = columns;
    this.array = data.array();
    this.offsets = new int[2 * columns.size()];
    data.offsets(offsets);
  }

  public Columns columns() {
    return columns;
  }

  public boolean isNull(int column) {
    columns.at(column);
    return offsets[2 * column + 1] < 0;
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
    Column meta = columns.at(column);
    int length = offsets[2 * column + 1];
    if (length < 0) {
      return null;
    }
    Codec<?> codec = meta.type().codec();
    try {
      return meta.format() == Format.BINARY
          ? codec.decodeAs(value(column), type)
          : codec.decodeTextAs(value(column).text(), type);
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
    if (isNull(column)) {
      throw isNullWhereNoneMayBe(column);
    }
    Column meta = columns.at(column);
    Codec<?> codec = meta.type().codec();
    try {
      return meta.format() == Format.BINARY
          ? codec.decodeList(value(column), element)
          : codec.decodeTextList(value(column).text(), element);
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
    return binary(column) ? decodeLong(column) : get(column, Long.class);
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
    if (!binary(column)) {
      return get(column, Double.class);
    }
    try {
      return columns.at(column).type().codec().decodeDouble(value(column));
    } catch (PgValueException | PgProtocolException misfit) {
      throw misfit(column, misfit);
    }
  }

  public double doubleValue(String column) {
    return doubleValue(columns.indexOf(column));
  }

  public boolean booleanValue(int column) {
    if (!binary(column)) {
      return get(column, Boolean.class);
    }
    try {
      return columns.at(column).type().codec().decodeBoolean(value(column));
    } catch (PgValueException | PgProtocolException misfit) {
      throw misfit(column, misfit);
    }
  }

  public boolean booleanValue(String column) {
    return booleanValue(columns.indexOf(column));
  }

  private long decodeLong(int column) {
    try {
      return columns.at(column).type().codec().decodeLong(value(column));
    } catch (PgValueException | PgProtocolException misfit) {
      throw misfit(column, misfit);
    }
  }

  /** True where the value is in binary; refuses NULL. */
  private boolean binary(int column) {
    if (isNull(column)) {
      throw isNullWhereNoneMayBe(column);
    }
    return columns.at(column).format() == Format.BINARY;
  }

  private ByteReader value(int column) {
    int from = offsets[2 * column];
    return new ByteReader(array, from, from + offsets[2 * column + 1]);
  }

  private PgValueException isNullWhereNoneMayBe(int column) {
    return PgValueException.decode(
        where(column) + " is NULL; read it with find() or nullable(), or as an Optional");
  }

  private PgValueException misfit(int column, RuntimeException misfit) {
    return PgValueException.decode(where(column) + ": " + misfit.getMessage(), misfit);
  }

  private String where(int column) {
    Column meta = columns.at(column);
    return "column \"" + meta.name() + "\" (" + meta.type().name() + ")";
  }
}
