// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import dev.upq.fault.PgValueException;
import java.util.EnumSet;
import java.util.Set;

/**
 * A tsquery: what to look for in a tsvector. Immutable.
 *
 * <p>A query read from the server is nested at most {@link #MAX_DEPTH} deep.
 *
 * @see <a href="https://www.postgresql.org/docs/18/datatype-textsearch.html">Text search types</a>
 */
public sealed interface TsQuery {

  /** How deep a query may be nested here. */
  int MAX_DEPTH = 500;

  /** The query without a word, which finds nothing. */
  enum Empty implements TsQuery {
    QUERY
  }

  /**
   * A word.
   *
   * @param weights those that the word must have, none for any
   * @param prefix true where any word counts that begins so
   */
  record Word(String word, Set<TsVector.Weight> weights, boolean prefix) implements TsQuery {

    public Word {
      EnumSet<TsVector.Weight> sorted = EnumSet.noneOf(TsVector.Weight.class);
      sorted.addAll(weights);
      weights = Set.copyOf(sorted);
    }

    /** A word of any weight. */
    public Word(String word) {
      this(word, Set.of(), false);
    }
  }

  /** {@code !operand}. */
  record Not(TsQuery operand) implements TsQuery {}

  /** {@code left & right}. */
  record And(TsQuery left, TsQuery right) implements TsQuery {}

  /** {@code left | right}. */
  record Or(TsQuery left, TsQuery right) implements TsQuery {}

  /**
   * {@code left <distance> right}: the right one follows the left one.
   *
   * @param distance in words, 0 to 16,384; 1 is written {@code <->}
   */
  record Phrase(TsQuery left, TsQuery right, int distance) implements TsQuery {

    public Phrase {
      if (distance < 0 || distance > 16_384) {
        throw PgValueException.encode("a distance of a tsquery that is not within 0 to 16,384");
      }
    }
  }
}
