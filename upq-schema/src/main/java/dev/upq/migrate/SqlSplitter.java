// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.fault.PgUsageException;
import dev.upq.sql.SqlCopyData;
import dev.upq.sql.SqlExcerpt;
import dev.upq.sql.SqlPosition;
import dev.upq.sql.SqlTokens;
import dev.upq.sql.SqlTokens.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a file with SQL statement by statement; a statement ends where psql ends it. Of a file of
 * any length one statement is held. One thread at a time.
 *
 * <pre>{@code
 * try (SqlSplitter splitter = SqlSplitter.of("0001_flights.up.sql", Files.newInputStream(file))) {
 *   for (var next = splitter.next(); next.isPresent(); next = splitter.next()) {
 *     run(next.get());
 *   }
 * }
 * }</pre>
 *
 * <p>Semicolons end a statement, but for those in parentheses, and those between {@code BEGIN} and
 * {@code END} in the body of a {@code CREATE FUNCTION} or {@code CREATE PROCEDURE}. What holds
 * comments alone is no statement. {@code standard_conforming_strings} is on until a {@code SET} of
 * the file says otherwise, as in psql. Commands of psql are refused, other than {@code restrict}
 * and {@code unrestrict}, which pg_dump writes and which are skipped; variables of psql ({@code
 * :name}) are nothing here.
 *
 * @see <a href="https://www.postgresql.org/docs/18/app-psql.html">psql</a>
 */
public final class SqlSplitter implements AutoCloseable {

  /** How many characters a statement may have: 128 Mi. The server takes 1 GB at most. */
  public static final int MAX_STATEMENT_CHARS = 1 << 27;

  private final String source;
  private final Reader reader;
  private final SqlTokens tokens;
  private final SqlBorder border = new SqlBorder();
  private List<SqlDirective> directives = new ArrayList<>();
  private Optional<SqlCopyReader> copyData = Optional.empty();

  private SqlSplitter(String source, Reader reader, int mostChars) {
    this.source = source;
    this.reader = reader;
    this.tokens = SqlTokens.of(reader, mostChars);
  }

  /**
   * Reads a text that is at hand.
   *
   * @param source the name of the file, for messages
   */
  public static SqlSplitter of(String source, CharSequence sql) {
    return of(source, Reader.of(sql));
  }

  /**
   * Reads a stream of characters.
   *
   * @param source the name of the file, for messages
   * @param sql closed by {@link #close}
   */
  public static SqlSplitter of(String source, Reader sql) {
    return of(source, sql, MAX_STATEMENT_CHARS);
  }

  /**
   * Reads a stream of characters.
   *
   * @param source the name of the file, for messages
   * @param sql closed by {@link #close}
   * @param mostChars how long a statement may be, 1 and up
   */
  public static SqlSplitter of(String source, Reader sql, int mostChars) {
    return new SqlSplitter(source, sql, mostChars);
  }

  /**
   * Reads a stream of bytes, which are UTF-8.
   *
   * @param source the name of the file, for messages
   * @param sql closed by {@link #close}
   */
  public static SqlSplitter of(String source, InputStream sql) {
    return of(source, new SqlUtf8Reader(sql));
  }

  /**
   * The next statement; empty behind the last one. Data of a COPY in front of it that nobody read
   * are skipped.
   *
   * @throws SqlSyntaxException where the file cannot be read on; it cannot be from there on either
   * @throws UncheckedIOException where the stream fails
   */
  public Optional<SqlStatement> next() {
    try {
      return split();
    } catch (PgUsageException e) {
      throw failure(String.valueOf(e.getMessage()));
    } catch (UncheckedIOException e) {
      throw SqlSyntaxException.of(source, tokens, e);
    }
  }

  private Optional<SqlStatement> split() {
    copyData.ifPresent(SqlCopyReader::close);
    copyData = Optional.empty();
    border.clear();
    SqlPosition begin = SqlPosition.START;
    boolean matters = false;
    int to = -1;
    while (tokens.next() != Kind.END) {
      requireEnded();
      if (tokens.kind() == Kind.LINE_COMMENT) {
        comment();
      } else if (tokens.is('\\')) {
        command(to >= 0);
      } else if (!tokens.is(';') || !border.atEnd()) {
        if (to < 0) {
          tokens.keep();
          begin = tokens.position();
          matters = StatementKinds.mayMatter(tokens);
        }
        border.pass(tokens);
        to = tokens.to();
      } else if (to >= 0) {
        break;
      }
    }
    requireEnded();
    return to < 0 ? Optional.empty() : Optional.of(statement(begin, to, matters));
  }

  private SqlStatement statement(SqlPosition begin, int to, boolean matters) {
    String text = tokens.kept(to);
    int zero = text.indexOf(0);
    if (zero >= 0) {
      throw new SqlSyntaxException(
          source,
          SqlExcerpt.of(text, zero, begin.after(text, 0, zero)),
          "U+0000 in a statement; a file in UTF-16 has it: save it as UTF-8");
    }
    StatementKind kind = matters ? StatementKinds.of(text) : StatementKinds.ORDINARY;
    SqlStatement statement = new SqlStatement(text, begin, tokens.position(to), directives, kind);
    directives = new ArrayList<>();
    tokens.release();
    if (matters) {
      StatementKinds.conformingStrings(text).ifPresent(on -> tokens.backslashEscapes(!on));
    }
    if (kind instanceof StatementKind.CopyIn) {
      SqlCopyData data = tokens.copyData();
      copyData = Optional.of(new SqlCopyReader(source, tokens, data, statement.excerptAt(0)));
    }
    return statement;
  }

  /**
   * The data of the COPY FROM STDIN that {@link #next} gave last, as they stand in the file, up to
   * the line with a backslash and a point. Nothing of them is held; good until the next call of
   * {@link #next}. Closing the reader skips what is left.
   *
   * <p>A file that ends before that line fails {@link Reader#read} with {@link SqlSyntaxException}.
   *
   * @throws PgUsageException where the last statement was none
   */
  public Reader copyData() {
    return copyData.orElseThrow(() -> new PgUsageException("the statement is no COPY FROM STDIN"));
  }

  /** Directives that stand behind the last statement, once {@link #next} has found no more. */
  public List<SqlDirective> trailing() {
    return List.copyOf(directives);
  }

  private void comment() {
    String comment = tokens.text();
    if (SqlDirectives.is(comment)) {
      SqlDirective directive =
          SqlDirectives.read(comment, tokens.position())
              .orElseThrow(() -> failure(SqlDirectives.USAGE));
      directives.add(directive);
    }
  }

  private void command(boolean inside) {
    SqlExcerpt at = tokens.excerpt();
    String line = tokens.restOfLine().strip();
    String name = line.split("\\s", 2)[0];
    boolean skipped = name.equals("restrict") || name.equals("unrestrict");
    if (skipped && !inside) {
      return;
    }
    String what =
        name.equals(".")
            ? "no COPY FROM STDIN stands in front of this end of data"
            : '\\' + name + " is a command of psql and no SQL; take it out";
    throw new SqlSyntaxException(source, at, what);
  }

  private void requireEnded() {
    tokens
        .open()
        .ifPresent(
            opening -> {
              String what =
                  switch (tokens.kind()) {
                    case STRING -> "the string that begins here has no end";
                    case QUOTED_NAME -> "the name in quotes that begins here has no end";
                    case END, WORD, NUMBER, PARAMETER, SYMBOL, LINE_COMMENT ->
                        "the comment that begins here has no end";
                  };
              throw new SqlSyntaxException(source, opening, what);
            });
  }

  private SqlSyntaxException failure(String what) {
    return new SqlSyntaxException(source, tokens.excerpt(), what);
  }

  /**
   * Closes what the file is read from.
   *
   * @throws UncheckedIOException where that fails
   */
  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
