// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import dev.upq.fault.PgValueException;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A sparsevec of the extension pgvector: the elements that are not 0. Immutable.
 *
 * @param dimensions how many elements there are, those that are 0 included
 * @param elements by their index, which counts from 1 as in the text form
 */
public record SparseVector(int dimensions, SortedMap<Integer, Float> elements) {

  public SparseVector {
    elements = Collections.unmodifiableSortedMap(new TreeMap<>(elements));
    if (!elements.isEmpty() && (elements.firstKey() < 1 || elements.lastKey() > dimensions)) {
      throw PgValueException.encode("a sparsevec with an index beyond its dimensions");
    }
  }

  public SparseVector(int dimensions, Map<Integer, Float> elements) {
    this(dimensions, new TreeMap<>(elements));
  }
}
