// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import java.lang.invoke.MethodHandles;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values for named parameters, where the usual way is not wanted: pass it where the record or the
 * map would stand. Immutable.
 *
 * @param given a record, or a Map of names to values
 * @param isLax whether values may be there that no parameter takes
 * @param lookup what sees the record, where its module does not open it
 */
public record Parameters(Object given, boolean isLax, MethodHandles.@Nullable Lookup lookup) {

  /** Strict in both directions. */
  public static Parameters of(Record record) {
    return new Parameters(record, false, null);
  }

  /** Strict in both directions. */
  public static Parameters of(Map<String, ?> values) {
    return new Parameters(values, false, null);
  }

  /** The components of a record in their order, for {@code $1}, {@code $2} ... */
  public static @Nullable Object[] positional(Record record) {
    return MappedType.of(record.getClass(), null).take().values(record);
  }

  /** Leaves out what no parameter takes; every parameter still needs a value. */
  public Parameters lax() {
    return new Parameters(given, true, lookup);
  }

  /** Reaches a record that its module does not open. */
  public Parameters with(MethodHandles.Lookup seesIt) {
    return new Parameters(given, isLax, seesIt);
  }

  /** No values. */
  @Override
  public String toString() {
    return "Parameters[" + given.getClass().getName() + (isLax ? ", lax]" : "]");
  }
}
