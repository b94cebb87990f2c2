// SPDX-License-Identifier: Apache-2.0
package dev.upq.sql;

import java.io.Reader;
import java.util.Objects;

/**
 * The data of a COPY FROM STDIN that stand in the text behind it, line ends and all, without the
 * line that ends them. Nothing of them is held. One thread at a time.
 */
public final class SqlCopyData extends Reader {

  private final SqlTokens tokens;
  private final SqlWindow window;

  /** In the window, where that stands which comes next. */
  private int at;

  private boolean lineBegins = true;
  private boolean done;
  private boolean ended;

  SqlCopyData(SqlTokens tokens, SqlWindow window, int at) {
    this.tokens = tokens;
    this.window = window;
    this.at = at;
  }

  /**
   * False where the text ended before a line with a backslash and a point; told when all is read.
   */
  public boolean ended() {
    return ended;
  }

  @Override
  public int read(char[] into, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (length == 0) {
      return 0;
    }
    int count = 0;
    while (count < length && !done) {
      if (lineBegins && skipEnd()) {
        done = true;
        ended = true;
      } else {
        int more = line(into, offset + count, length - count);
        done = more < 0;
        count += Math.max(more, 0);
        lineBegins = !done && into[offset + count - 1] == '\n';
      }
    }
    tokens.goOnAt(at);
    return count == 0 ? -1 : count;
  }

  /** As much as is held of one line; -1 at the end of the text. */
  private int line(char[] into, int offset, int length) {
    at -= window.release(at);
    if (!window.has(at)) {
      return -1;
    }
    char[] chars = window.chars();
    int most = Math.min(window.limit(), at + length);
    int end = at;
    while (end < most && chars[end] != '\n') {
      end++;
    }
    end = Math.min(end + 1, most);
    int count = end - at;
    System.arraycopy(chars, at, into, offset, count);
    at = end;
    return count;
  }

  /** Steps over a backslash and a point where they are a whole line, which begins here. */
  private boolean skipEnd() {
    if (window.at(at) != '\\' || window.at(at + 1) != '.') {
      return false;
    }
    int end = window.at(at + 2) == '\r' ? at + 3 : at + 2;
    if (window.has(end) && window.at(end) != '\n') {
      return false;
    }
    at = window.has(end) ? end + 1 : end;
    return true;
  }

  /** Does nothing: the tokens go on behind what was read. */
  @Override
  public void close() {}
}
