// SPDX-License-Identifier: Apache-2.0
package dev.upq.console;

import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A table on the page: its columns, and where its rows come from. Immutable.
 *
 * <p>The page draws every section the same way, its own as well as those of {@link
 * PgConsoleBuilder#section}; what is shown is plain text, never HTML.
 *
 * @param id short and unique on the page: lower-case letters, digits and dashes, 40 at most
 * @param title what stands above the table
 * @param whenEmpty one sentence that stands in its place while there are no rows
 * @param columns 1 to 20
 * @param rows asked once a second, on the console's thread: quick, without I/O. A row has one cell
 *     a column, see {@link Kind}; of more than 200 rows the first 200 are shown
 */
public record ConsoleSection(
    String id,
    String title,
    String whenEmpty,
    List<Column> columns,
    Supplier<List<List<Object>>> rows) {

  /** How many rows of a section are shown. */
  public static final int MAX_ROWS = 200;

  private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,40}");
  private static final int MAX_COLUMNS = 20;

  /** What the cells of a column are; an empty text is a cell with nothing in it. */
  public enum Kind {
    /** Any object, shown as its text. */
    TEXT,
    /** Any object, its text in a fixed-width face: SQL, a name out of the program. */
    CODE,
    /** A word that says how something is, set off: good, bad. */
    STATE,
    /** A {@link Number}. */
    COUNT,
    /** A {@link Number} from 0 to 1, shown as a bar. */
    SHARE,
    /** A {@link java.time.Duration}. */
    DURATION,
    /** An {@link java.time.Instant}. */
    TIME
  }

  /**
   * One column.
   *
   * @param title what stands above it
   */
  public record Column(String title, Kind kind) {}

  /**
   * @throws IllegalArgumentException where the id or the number of columns is out of bounds
   */
  public ConsoleSection {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "a section's id is 1 to 40 lower-case letters, digits and dashes");
    }
    columns = List.copyOf(columns);
    if (columns.isEmpty() || columns.size() > MAX_COLUMNS) {
      throw new IllegalArgumentException("a section has 1 to " + MAX_COLUMNS + " columns");
    }
  }
}
