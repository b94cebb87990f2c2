// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import dev.upq.fault.PgValueException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value of a composite type or an anonymous record: fields in their order, each with a name.
 * Immutable as far as its values are.
 *
 * <p>A row of nulls is a value whose fields are null; a composite that is null itself never comes
 * here. The fields of an anonymous record are named {@code f1}, {@code f2} and so on, as PostgreSQL
 * does it.
 *
 * @param values as many as names, null for SQL NULL
 */
public record PgComposite(List<String> names, List<@Nullable Object> values) {

  public PgComposite {
    names = List.copyOf(names);
    values = Collections.unmodifiableList(new ArrayList<>(values));
    if (names.size() != values.size()) {
      throw PgValueException.encode("a composite with another number of names than of values");
    }
  }

  /** A value without names of its own: {@code f1}, {@code f2} and so on. */
  public static PgComposite of(@Nullable Object... values) {
    List<String> names = new ArrayList<>();
    List<@Nullable Object> list = new ArrayList<>();
    for (Object value : values) {
      list.add(value);
      names.add("f" + list.size());
    }
    return new PgComposite(names, list);
  }

  /** The field at an index, from 0 on. */
  public @Nullable Object get(int index) {
    return values.get(index);
  }

  /**
   * The field of that name.
   *
   * @throws PgValueException where there is none
   */
  public @Nullable Object get(String name) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw PgValueException.decode("the composite has no field " + name + "; it has " + names);
    }
    return values.get(index);
  }
}
