// SPDX-License-Identifier: Apache-2.0
package dev.upq.sql;

import dev.upq.fault.PgUsageException;
import java.io.Reader;
import java.util.Optional;

/**
 * The tokens of a text in SQL, one after the other; blanks and comments stand between them. One
 * thread at a time.
 *
 * <p>Read as the server's scanner and psql's have it, in one pass. A text that is at hand is held
 * as a whole. Of a {@linkplain #of(Reader, int) stream} only the token is held, and what was asked
 * to be {@linkplain #keep kept} in front of it.
 *
 * <p>What one server reads otherwise than another, or by a setting, is not {@link #clear()}: a
 * backslash, a string with a letter in front or dollars around it, one that does not end, a
 * carriage return by itself.
 *
 * @see <a href="https://www.postgresql.org/docs/18/sql-syntax-lexical.html">Lexical structure</a>
 */
public final class SqlTokens {

  /** What a token is. */
  public enum Kind {
    WORD,
    /** With its quotes, and the U and the ampersand in front of them. */
    QUOTED_NAME,
    /**
     * With its quotes, and the letters in front of them or the dollars around it. A string that
     * goes on in another line is a token a line.
     */
    STRING,
    NUMBER,
    /** A dollar and the number of a parameter. */
    PARAMETER,
    /** One character of any other sort; an operator may be several of them. */
    SYMBOL,
    /** From two dashes to the end of the line, without that. Only where they were asked for. */
    LINE_COMMENT,
    END
  }

  /** $1 to $65535. */
  private static final int MOST_DIGITS = 5;

  private final SqlWindow window;
  private final SqlBlanks blanks;
  private final SqlLiteral literal;
  private Kind kind = Kind.END;
  private int from;
  private int to;

  /** The first character of the token. */
  private char first;

  private boolean clear = true;

  /** Where that begins which is held; below 0 where nothing has to be. */
  private int kept;

  /** Stands in front of the first token of a text that is at hand. */
  public SqlTokens(String sql) {
    this(new SqlWindow(sql), 0, false);
  }

  private SqlTokens(SqlWindow window, int kept, boolean lineComments) {
    this.window = window;
    this.kept = kept;
    this.blanks = new SqlBlanks(window, lineComments);
    this.literal = new SqlLiteral(window);
  }

  /**
   * Stands in front of the first token of a stream, whose comments of one line are tokens too. A
   * byte order mark at its beginning is left out. The caller closes the reader.
   *
   * @param mostChars how long a token and what is kept in front of it may be, 1 and up; {@link
   *     #next} throws {@link PgUsageException} at the latest where they are twice as long and some
   *     hundreds; and {@link java.io.UncheckedIOException} where the text cannot be read
   */
  public static SqlTokens of(Reader sql, int mostChars) {
    return new SqlTokens(new SqlWindow(sql, mostChars), -1, true);
  }

  /** True where every token of the text is {@linkplain #clear() clear}. */
  public static boolean allClear(String sql) {
    SqlTokens tokens = new SqlTokens(sql);
    boolean clear = true;
    while (clear && tokens.next() != Kind.END) {
      clear = tokens.clear();
    }
    return clear && tokens.clear();
  }

  /** True where that character may begin a word. */
  public static boolean beginsWord(char c) {
    return SqlCharacters.beginsWord(c);
  }

  /**
   * Whether a backslash stands for more than itself in a string without a letter in front, as it
   * does with {@code standard_conforming_strings} off. It does not at first.
   */
  public void backslashEscapes(boolean escapes) {
    literal.backslashEscapes(escapes);
  }

  /** Goes on to the next token and tells what it is. */
  public Kind next() {
    if (kept < 0) {
      to -= window.release(to);
    }
    char[] chars = window.chars();
    int limit = window.limit();
    int at = to;
    while (at < limit && chars[at] == ' ') {
      at++;
    }
    if (at < limit && !SqlCharacters.mayBeBlank(chars[at])) {
      from = at;
      clear = true;
      literal.forget();
    } else {
      from = blanks.skip(at, kept >= 0);
      clear = !blanks.loneReturn();
      literal.gap(blanks, kind);
    }
    kind = read();
    return kind;
  }

  public Kind kind() {
    return kind;
  }

  /** False where another server, or another setting, may read the token otherwise. */
  public boolean clear() {
    return clear;
  }

  /**
   * Where the token begins: counted from the beginning of the text, or in a stream from the
   * beginning of what is kept.
   */
  public int from() {
    return from - Math.max(kept, 0);
  }

  /** Where the token ends. */
  public int to() {
    return to - Math.max(kept, 0);
  }

  /** The token as it is written. */
  public String text() {
    return window.text(from, to);
  }

  /** True where the token is that word, in letters of any case; the word is told in lower case. */
  public boolean is(String word) {
    if (kind != Kind.WORD || to - from != word.length()) {
      return false;
    }
    char[] chars = window.chars();
    for (int i = 0; i < word.length(); i++) {
      char c = chars[from + i];
      if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** True where the token is that character. */
  public boolean is(char symbol) {
    return kind == Kind.SYMBOL && first == symbol;
  }

  /** The number of a parameter that is clear; 0 is none. */
  public int parameter() {
    return Integer.parseInt(text(), 1, to - from, 10);
  }

  /** Holds the text from the token on. */
  public void keep() {
    kept = from;
  }

  /** What is kept, up to the end of the token or to an earlier place that {@link #to} gave. */
  public String kept(int to) {
    return window.text(kept, kept + to);
  }

  /** Holds nothing any longer. */
  public void release() {
    kept = -1;
  }

  /** Where the token begins in the whole text. */
  public SqlPosition position() {
    return window.position(from);
  }

  /** The place in the whole text of an index as {@link #to} gives it. */
  public SqlPosition position(int to) {
    return window.position(Math.max(kept, 0) + to);
  }

  /** Where the token begins, with the line that it stands in. */
  public SqlExcerpt excerpt() {
    return window.excerpt(from);
  }

  /** Where that ends which was read of a stream so far; behind it may be what cannot be read. */
  public SqlExcerpt frontier() {
    return window.excerpt(window.limit());
  }

  /**
   * Where a token begins whose end is missing: a string, a name in quotes, or, at {@link Kind#END},
   * a comment. Empty where nothing is missing.
   */
  public Optional<SqlExcerpt> open() {
    return switch (kind) {
      case STRING, QUOTED_NAME ->
          literal.ended() ? Optional.empty() : Optional.of(window.excerpt(from));
      case END -> blanks.open();
      case WORD, NUMBER, PARAMETER, SYMBOL, LINE_COMMENT -> Optional.empty();
    };
  }

  /** What stands behind the token in its line; the next token is looked for behind that. */
  public String restOfLine() {
    int begin = to;
    toEndOfLine();
    return window.text(begin, to);
  }

  private void toEndOfLine() {
    while (window.has(to) && window.at(to) != '\n' && window.at(to) != '\r') {
      to++;
    }
  }

  /**
   * What stands behind the token's line, up to a line with a backslash and a point: the data of a
   * COPY FROM STDIN. The next token is looked for behind what was read of it. Nothing may be kept.
   *
   * @throws PgUsageException where something else than blanks and a comment stands in the rest of
   *     the token's line
   */
  public SqlCopyData copyData() {
    int at = to;
    while (window.at(at) != '\n' && SqlCharacters.isSpace(window.at(at))) {
      at++;
    }
    if (window.at(at) == '-' && window.at(at + 1) == '-') {
      while (window.has(at) && window.at(at) != '\n') {
        at++;
      }
    }
    if (window.has(at) && window.at(at) != '\n') {
      from = at;
      throw new PgUsageException(
          "the data of COPY begin in the next line; nothing else may stand in this one");
    }
    to = window.has(at) ? at + 1 : at;
    return new SqlCopyData(this, window, to);
  }

  /** The next token is looked for from there on. */
  void goOnAt(int index) {
    from = index;
    to = index;
  }

  private Kind read() {
    to = from;
    first = window.at(from);
    if (SqlCharacters.beginsWord(first)) {
      return word();
    }
    return switch (first) {
      case '\'' -> literal(literal.plain(from), Kind.STRING);
      case '"' -> literal(literal.name(from), Kind.QUOTED_NAME);
      case '$' -> dollar();
      case '-' -> window.at(from + 1) == '-' ? lineComment() : symbol(1);
      case '.' -> SqlCharacters.isDigit(window.at(from + 1)) ? number() : point();
      case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      case '\\' -> {
        clear = false;
        yield symbol(1);
      }
      case 0 -> window.has(from) ? symbol(1) : Kind.END;
      default -> symbol(1);
    };
  }

  private Kind symbol(int length) {
    to = from + length;
    return Kind.SYMBOL;
  }

  /** Two of them are one, and no digit belongs to the second. */
  private Kind point() {
    return symbol(window.at(from + 1) == '.' ? 2 : 1);
  }

  private Kind number() {
    to = SqlNumber.end(window, from);
    return Kind.NUMBER;
  }

  private Kind lineComment() {
    to = from;
    toEndOfLine();
    return Kind.LINE_COMMENT;
  }

  private Kind literal(int end, Kind what) {
    to = end;
    clear &= literal.clear();
    return what;
  }

  private Kind word() {
    to = SqlNumber.endOfWord(window, from);
    char behind = window.at(to);
    if (to == from + 1) {
      switch (first) {
        case 'e', 'E', 'b', 'B', 'x', 'X', 'n', 'N' -> {
          if (behind == '\'') {
            clear = false;
            return literal(literal.lettered(first, to), Kind.STRING);
          }
        }
        case 'u', 'U' -> {
          char quote = behind == '&' ? window.at(to + 1) : 0;
          if (quote == '\'') {
            return literal(literal.unicode(to + 1), Kind.STRING);
          } else if (quote == '"') {
            return literal(literal.name(to + 1), Kind.QUOTED_NAME);
          }
        }
        default -> {}
      }
    }
    clear &= behind != '\'';
    return Kind.WORD;
  }

  /** A parameter, a string between dollars, or only a sign. */
  private Kind dollar() {
    int end = from + 1;
    if (SqlCharacters.isDigit(window.at(end))) {
      while (SqlCharacters.isDigit(window.at(end))) {
        end++;
      }
      to = end;
      clear &= end - from - 1 <= MOST_DIGITS && !SqlCharacters.isNamePart(window.at(end));
      return Kind.PARAMETER;
    }
    clear = false;
    if (beginsWord(window.at(end))) {
      while (beginsWord(window.at(end)) || SqlCharacters.isDigit(window.at(end))) {
        end++;
      }
    }
    return window.at(end) == '$' ? literal(literal.dollars(from, end + 1), Kind.STRING) : symbol(1);
  }
}
