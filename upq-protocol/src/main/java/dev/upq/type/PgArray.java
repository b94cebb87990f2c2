// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import dev.upq.fault.PgValueException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An array with all that PostgreSQL keeps of it: the length and lower bound of every dimension, and
 * the elements in row-major order. Immutable as far as its elements are.
 *
 * <p>An array read as a list loses its lower bounds; ask for this class to keep them.
 *
 * @param dimensions outermost first, at most 6; none for the empty array
 * @param elements as many as the product of the lengths, null for SQL NULL
 */
public record PgArray(List<Dimension> dimensions, List<@Nullable Object> elements) {

  /** PostgreSQL's limit. */
  public static final int MAX_DIMENSIONS = 6;

  /** The array without elements. */
  public static final PgArray EMPTY = new PgArray(List.of(), List.of());

  /**
   * One dimension.
   *
   * @param length 1 or more
   * @param lowerBound the index of the first element; the index of the last is at most
   *     2,147,483,646
   */
  public record Dimension(int length, int lowerBound) {

    public Dimension {
      if (length < 1 || (long) lowerBound + length > Integer.MAX_VALUE) {
        throw PgValueException.encode("an array dimension with a length or bound out of range");
      }
    }
  }

  public PgArray {
    dimensions = List.copyOf(dimensions);
    elements = Collections.unmodifiableList(new ArrayList<>(elements));
    if (dimensions.size() > MAX_DIMENSIONS) {
      throw PgValueException.encode("an array of more than " + MAX_DIMENSIONS + " dimensions");
    }
    long product = dimensions.isEmpty() ? 0 : 1;
    for (Dimension dimension : dimensions) {
      product = Math.min(product * dimension.length(), Integer.MAX_VALUE);
    }
    if (product != elements.size()) {
      throw PgValueException.encode(
          "an array whose lengths do not multiply to its number of elements");
    }
  }

  /** A one-dimensional array with a lower bound of the caller's choice. */
  public static PgArray of(int lowerBound, List<? extends @Nullable Object> elements) {
    if (elements.isEmpty()) {
      return EMPTY;
    }
    return new PgArray(
        List.of(new Dimension(elements.size(), lowerBound)),
        Collections.unmodifiableList(elements));
  }
}
