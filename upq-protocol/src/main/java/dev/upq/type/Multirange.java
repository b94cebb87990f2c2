// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A multirange: ranges, ascending and apart from each other once the server has stored them.
 * Immutable as far as its values are.
 *
 * @param <T> what the bounds are
 */
public record Multirange<T>(List<Range<T>> ranges) {

  public Multirange {
    ranges = List.copyOf(ranges);
  }

  @SafeVarargs
  public static <T> Multirange<T> of(Range<T>... ranges) {
    List<Range<T>> list = new ArrayList<>();
    for (Range<T> range : ranges) {
      list.add(range);
    }
    return new Multirange<>(list);
  }

  /** The same multirange of other values, each bound changed. */
  public <U> Multirange<U> map(Function<? super T, ? extends U> change) {
    return new Multirange<>(ranges.stream().map(range -> range.<U>map(change)).toList());
  }
}
