// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.sql.SqlExcerpt;
import dev.upq.sql.SqlPosition;
import dev.upq.sql.SqlTokens;
import java.io.CharConversionException;
import java.io.UncheckedIOException;

/**
 * A file with SQL cannot be read as statements: a string, a name in quotes or a comment has no end,
 * a command of psql stands in it, its bytes are not UTF-8. Nothing was sent of the statement that
 * it tells of, and nothing behind it.
 *
 * <p>The message has the source, line and column, what is wrong, and below them the line with a
 * caret.
 */
public final class SqlSyntaxException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String source;
  private final transient SqlPosition at;
  private final String what;

  /**
   * A failure at a place.
   *
   * @param source the name of the file
   * @param where for a quote or a comment without an end, its beginning
   * @param what one line, and what to do about it
   */
  public SqlSyntaxException(String source, SqlExcerpt where, String what) {
    super(where.report(source, what));
    this.source = source;
    this.at = where.at();
    this.what = what;
  }

  /** What a failure to read means: bytes that are no text are a fault of the file. */
  static RuntimeException of(String source, SqlTokens tokens, UncheckedIOException failure) {
    return failure.getCause() instanceof CharConversionException badText
        ? new SqlSyntaxException(source, tokens.frontier(), String.valueOf(badText.getMessage()))
        : failure;
  }

  /** The name of the file. */
  public String source() {
    return source;
  }

  /** Where it is wrong. */
  public SqlPosition at() {
    return at;
  }

  /** What is wrong, in one line, without the place. */
  public String what() {
    return what;
  }
}
