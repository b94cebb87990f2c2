// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import dev.upq.fault.PgValueException;
import java.util.List;

/**
 * A tsvector: words and where they stand in a document. Immutable.
 *
 * <p>The server keeps words sorted by their bytes and without a double; one that comes from it is
 * so, one that goes to it need not be.
 *
 * @see <a href="https://www.postgresql.org/docs/18/datatype-textsearch.html">Text search types</a>
 */
public record TsVector(List<Lexeme> lexemes) {

  public TsVector {
    lexemes = List.copyOf(lexemes);
  }

  /** How much a position counts; {@code D} is the default and is not written. */
  public enum Weight {
    D(0),
    C(1),
    B(2),
    A(3);

    private final int number;

    Weight(int number) {
      this.number = number;
    }

    /** As it travels: 0 for D to 3 for A. */
    public int number() {
      return number;
    }
  }

  /**
   * A place in the document.
   *
   * @param at 1 to 16,383, where all that come later are counted too
   */
  public record Position(int at, Weight weight) {

    /** The last place that is told apart. */
    public static final int LAST = 16_383;

    public Position {
      if (at < 1 || at > LAST) {
        throw PgValueException.encode("a position of a tsvector that is not within 1 to 16,383");
      }
    }
  }

  /**
   * A word.
   *
   * @param word at most 2,046 bytes in UTF-8
   * @param positions ascending, at most 255; none where they were stripped
   */
  public record Lexeme(String word, List<Position> positions) {

    public Lexeme {
      positions = List.copyOf(positions);
    }
  }
}
