// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.fault.PgUsageException;
import dev.upq.row.Column;
import dev.upq.row.Columns;
import dev.upq.row.Row;
import dev.upq.row.RowMapper;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How rows become values of a class, where the usual way is not wanted: pass it where a class would
 * stand. Immutable; make it once or at each call, what it needs is remembered with the class.
 *
 * <pre>{@code
 * List<Airport> some = pg.query("select * from airport").list(Mapping.lax(Airport.class));
 * List<Airport> pairs = pg.query("values ('HNL', 'Honolulu')").list(Mapping.of(Airport.class).positional());
 * }</pre>
 */
public final class Mapping<T> implements RowMapper<T> {

  private final Class<T> type;
  private final MethodHandles.@Nullable Lookup lookup;
  private final Strictness strictness;

  private Mapping(Class<T> type, MethodHandles.@Nullable Lookup lookup, Strictness strictness) {
    this.type = type;
    this.lookup = lookup;
    this.strictness = strictness;
  }

  /** The usual way, strict in both directions. */
  public static <T> Mapping<T> of(Class<T> type) {
    return new Mapping<>(type, null, Strictness.STRICT);
  }

  /** See {@link #lax()}. */
  public static <T> Mapping<T> lax(Class<T> type) {
    return of(type).lax();
  }

  /**
   * Each row as a map from the names of its columns to what its codecs make of them, in their
   * order; NULL is null. Two columns of the same name are refused.
   */
  public static RowMapper<Map<String, @Nullable Object>> map() {
    return new ToMap();
  }

  /** Each row as a list of what its codecs make of its columns, in their order; NULL is null. */
  public static RowMapper<List<@Nullable Object>> values() {
    return row -> {
      List<@Nullable Object> values = new ArrayList<>(row.columns().size());
      for (int i = 0; i < row.columns().size(); i++) {
        values.add(row.nullable(i, Object.class));
      }
      return Collections.unmodifiableList(values);
    };
  }

  /**
   * Leaves out columns that no component takes; components that no column feeds have nothing: zero,
   * false, empty or null. All else stays as it is: NULL in a primitive is an error, and so are two
   * columns that could feed one component.
   */
  public Mapping<T> lax() {
    return new Mapping<>(type, lookup, new Strictness(true, strictness.positional()));
  }

  /**
   * Takes the columns in their order, whatever they are called; as many as there are components.
   */
  public Mapping<T> positional() {
    if (RecordLabels.knows(type)) {
      throw new PgUsageException(
          type.getName() + " has records of several shapes; they are told by names");
    }
    return new Mapping<>(type, lookup, new Strictness(strictness.lax(), true));
  }

  /**
   * Reaches records that their module does not open: give {@code MethodHandles.lookup()} of a class
   * of that module.
   */
  public Mapping<T> with(MethodHandles.Lookup seesIt) {
    return new Mapping<>(type, seesIt, strictness);
  }

  /** The mapper for one result; shapes that do not fit are told here, before any row. */
  @Override
  public RowMapper<T> on(Columns columns) {
    return RecordMapping.mapper(type, lookup, columns, strictness);
  }

  @Override
  public T map(Row row) {
    return on(row.columns()).map(row);
  }

  @Override
  public boolean keepsRow() {
    return false;
  }

  @Override
  public String toString() {
    return "Mapping[" + type.getName() + ", " + strictness + "]";
  }

  private record ToMap() implements RowMapper<Map<String, @Nullable Object>> {

    @Override
    public RowMapper<Map<String, @Nullable Object>> on(Columns columns) {
      for (Column column : columns) {
        columns.indexOf(column.name());
      }
      return this;
    }

    @Override
    public Map<String, @Nullable Object> map(Row row) {
      Map<String, @Nullable Object> values = LinkedHashMap.newLinkedHashMap(row.columns().size());
      int i = 0;
      for (Column column : row.columns()) {
        values.put(column.name(), row.nullable(i++, Object.class));
      }
      return Collections.unmodifiableMap(values);
    }
  }
}
