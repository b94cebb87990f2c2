// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

import java.util.Map;
import java.util.Optional;

/**
 * What an ErrorResponse or NoticeResponse says, field by field. Any field may be missing, the
 * SQLSTATE included. Immutable.
 *
 * <p>The text comes from the server and may hold control characters; {@link #line()} makes one
 * printable line of it.
 *
 * @param fields the value of each field by its one-byte type, as the manual lists them
 * @see <a href="https://www.postgresql.org/docs/18/protocol-error-fields.html">Error and notice
 *     message fields</a>
 */
public record Diagnostic(Map<Character, String> fields) {

  public Diagnostic {
    fields = Map.copyOf(fields);
  }

  /** A diagnostic of our own making, for tests and for scripted servers. */
  public static Diagnostic of(String severity, SqlState state, String message) {
    return new Diagnostic(Map.of('S', severity, 'V', severity, 'C', state.code(), 'M', message));
  }

  public Optional<String> field(char type) {
    return Optional.ofNullable(fields.get(type));
  }

  /**
   * The severity that is never translated (field V), else the translated one (S), else {@code
   * ERROR}.
   */
  public String severity() {
    return field('V').or(() -> field('S')).orElse("ERROR");
  }

  /** True where the server ends the session after this report. */
  public boolean fatal() {
    String severity = severity();
    return severity.equals("FATAL") || severity.equals("PANIC");
  }

  public SqlState sqlState() {
    return field('C').map(SqlState::of).orElse(SqlState.UNKNOWN);
  }

  public String message() {
    return field('M').orElse("(the server gave no message)");
  }

  public Optional<String> detail() {
    return field('D');
  }

  public Optional<String> hint() {
    return field('H');
  }

  /**
   * Where in the statement text the error stands: a 1-based index in characters, as the server
   * wrote it.
   */
  public Optional<String> position() {
    return field('P');
  }

  public Optional<String> internalPosition() {
    return field('p');
  }

  public Optional<String> internalQuery() {
    return field('q');
  }

  public Optional<String> where() {
    return field('W');
  }

  public Optional<String> schema() {
    return field('s');
  }

  public Optional<String> table() {
    return field('t');
  }

  public Optional<String> column() {
    return field('c');
  }

  public Optional<String> dataType() {
    return field('d');
  }

  public Optional<String> constraint() {
    return field('n');
  }

  public Optional<String> file() {
    return field('F');
  }

  public Optional<String> sourceLine() {
    return field('L');
  }

  /**
   * The server's function that raised it. Not translated, so {@code RevalidateCachedQuery} can be
   * relied on.
   */
  public Optional<String> routine() {
    return field('R');
  }

  /** Severity, SQLSTATE, message, detail and hint in one line without control characters. */
  public String line() {
    StringBuilder line = new StringBuilder(128);
    line.append(severity()).append(' ').append(sqlState()).append(": ").append(message());
    detail().ifPresent(detail -> line.append(" Detail: ").append(detail));
    hint().ifPresent(hint -> line.append(" Hint: ").append(hint));
    return printable(line);
  }

  private static String printable(CharSequence text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r' || c == '\t') {
        out.append(' ');
      } else if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
