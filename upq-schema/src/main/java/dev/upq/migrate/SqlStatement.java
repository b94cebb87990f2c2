// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.sql.SqlExcerpt;
import dev.upq.sql.SqlPosition;
import java.util.List;

/**
 * A statement of a file. Immutable.
 *
 * @param text from its first token to its last, as it is written, without the semicolon; comments
 *     inside it included
 * @param begin where its first token begins
 * @param end where its last token ends: in front of the semicolon and of blanks and comments there
 * @param directives those between the statement before and this one's end, in their order
 * @param kind what has to be known about it before it is sent
 */
public record SqlStatement(
    String text,
    SqlPosition begin,
    SqlPosition end,
    List<SqlDirective> directives,
    StatementKind kind) {

  public SqlStatement {
    directives = List.copyOf(directives);
  }

  /**
   * The place in the file that the server means.
   *
   * @param serverPosition of an error in this text, in code points from 1; one that lies outside
   *     means the beginning
   */
  public SqlExcerpt excerpt(int serverPosition) {
    int points = text.codePointCount(0, text.length());
    int index =
        serverPosition < 1 || serverPosition > points + 1
            ? 0
            : text.offsetByCodePoints(0, serverPosition - 1);
    return excerptAt(index);
  }

  /** The place in the file of a character of this text. */
  SqlExcerpt excerptAt(int index) {
    return SqlExcerpt.of(text, index, begin.after(text, 0, index));
  }
}
