// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import java.util.List;
import java.util.stream.LongStream;

/**
 * An int2vector or an oidvector, as the system catalogues use them: whole numbers, counted from
 * index 0. Immutable.
 *
 * @param numbers each within int2, or 0 to 4,294,967,295 in an oidvector
 */
public record NumberVector(List<Long> numbers) {

  public NumberVector {
    numbers = List.copyOf(numbers);
  }

  /** The vector of these numbers. */
  public static NumberVector of(long... numbers) {
    return new NumberVector(LongStream.of(numbers).boxed().toList());
  }

  /** As PostgreSQL writes it: {@code 1 2 3}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (long number : numbers) {
      text.append(text.isEmpty() ? "" : " ").append(number);
    }
    return text.toString();
  }
}
