// SPDX-License-Identifier: Apache-2.0
package dev.upq.sql;

import java.util.Optional;

/**
 * What stands between two tokens: white space and comments, in bounded memory however long they
 * are. One thread at a time.
 */
final class SqlBlanks {

  private final SqlWindow window;

  /** True where comments of one line are tokens, and end what stands between two. */
  private final boolean lineComments;

  private int at;
  private boolean keeping;
  private boolean loneReturn;
  private boolean lineEnd;
  private boolean block;
  private int opening;
  private Optional<SqlExcerpt> open = Optional.empty();

  SqlBlanks(SqlWindow window, boolean lineComments) {
    this.window = window;
    this.lineComments = lineComments;
  }

  /** A carriage return by itself was among them: for some it ends a line, and with it a comment. */
  boolean loneReturn() {
    return loneReturn;
  }

  /** The end of a line was among them. */
  boolean lineEnd() {
    return lineEnd;
  }

  /** A comment of the kind that C has was among them. */
  boolean block() {
    return block;
  }

  /** Where a comment begins that does not end. */
  Optional<SqlExcerpt> open() {
    return open;
  }

  /**
   * Skips them.
   *
   * @param from where they begin
   * @param keep true where nothing of the window may be given up
   * @return the index of what stands behind them
   */
  int skip(int from, boolean keep) {
    at = from;
    keeping = keep;
    loneReturn = false;
    lineEnd = false;
    block = false;
    while (window.has(at)) {
      char c = window.chars()[at];
      if (SqlCharacters.isSpace(c)) {
        space(c);
      } else if (c == '-' && !lineComments && window.at(at + 1) == '-') {
        line();
      } else if (c == '/' && window.at(at + 1) == '*') {
        comment();
      } else {
        break;
      }
    }
    return at;
  }

  private void space(char c) {
    if (c == '\n' || c == '\r') {
      lineEnd = true;
      loneReturn |= c == '\r' && window.at(at + 1) != '\n';
    }
    at++;
    if (at == window.limit()) {
      giveUp();
    }
  }

  /** To the end of the line, which is no part of the comment. */
  private void line() {
    do {
      char[] chars = window.chars();
      int limit = window.limit();
      while (at < limit) {
        if (chars[at] == '\n' || chars[at] == '\r') {
          return;
        }
        at++;
      }
      giveUp();
    } while (window.has(at));
  }

  /** Comments of the kind that C has nest. */
  private void comment() {
    block = true;
    opening = at;
    at += 2;
    int depth = 1;
    while (depth > 0 && toMark()) {
      char mark = window.at(at);
      char next = window.at(at + 1);
      at++;
      if (mark == '/' && next == '*') {
        depth++;
        at++;
      } else if (mark == '*' && next == '/') {
        depth--;
        at++;
      } else if (mark == '\r' && next != '\n') {
        loneReturn = true;
      }
    }
    if (depth == 0) {
      open = Optional.empty();
    } else {
      rememberOpening();
    }
  }

  /** To a character that may mean something in a comment; false where none is left. */
  private boolean toMark() {
    while (window.has(at)) {
      char[] chars = window.chars();
      int limit = window.limit();
      while (at < limit) {
        char c = chars[at];
        if (c == '/' || c == '*' || c == '\r') {
          return true;
        }
        at++;
      }
      if (!keeping) {
        rememberOpening();
        giveUp();
      }
    }
    return false;
  }

  private void rememberOpening() {
    if (open.isEmpty()) {
      open = Optional.of(window.excerpt(opening));
    }
  }

  private void giveUp() {
    if (!keeping) {
      at -= window.release(at);
    }
  }
}
