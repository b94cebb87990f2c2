// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The trace that a statement belongs to, told to the server in a comment behind its text: {@code
 * /*traceparent='00-...-...-01'*}{@code /}, so that what the server logs can be found by it.
 * Immutable; thread-safe if its source is.
 *
 * <p>A text with a comment that changes cannot stay prepared: it is parsed for each use, without a
 * name. That costs the server its planning and a Parse more on the wire, and no round trip.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/#traceparent-header">The form of
 *     traceparent</a>
 */
public final class TraceContext {

  /** No comment, ever. */
  public static final TraceContext NONE = new TraceContext(null);

  private static final int LENGTH = 55;
  private static final int VERSION_END = 2;
  private static final int TRACE_ID_END = 35;
  private static final int PARENT_ID_END = 52;

  private final @Nullable Supplier<@Nullable String> source;

  private TraceContext(@Nullable Supplier<@Nullable String> source) {
    this.source = source;
  }

  /**
   * @param source asked for each statement, on the thread that runs it; null, or what has not the
   *     form of a traceparent, stands for none
   */
  public static TraceContext of(Supplier<@Nullable String> source) {
    return new TraceContext(source);
  }

  /** The statement for one use by the calling thread. */
  public PreparedStatement on(PreparedStatement statement) {
    String traceparent = source == null ? null : source.get();
    return traceparent == null || !wellFormed(traceparent)
        ? statement
        : statement.remarked(comment(statement.sql(), traceparent));
  }

  /** On a line of its own where the text may end in a comment of the kind that a line ends. */
  private static String comment(String sql, String traceparent) {
    return (sql.contains("--") ? "\n" : " ") + "/*traceparent='" + traceparent + "'*/";
  }

  /** Nothing that could end the comment passes. */
  private static boolean wellFormed(String text) {
    if (text.length() != LENGTH) {
      return false;
    }
    for (int i = 0; i < LENGTH; i++) {
      char c = text.charAt(i);
      boolean dash = i == VERSION_END || i == TRACE_ID_END || i == PARENT_ID_END;
      boolean digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
      if (dash ? c != '-' : !digit) {
        return false;
      }
    }
    return true;
  }
}
