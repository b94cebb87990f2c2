// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import java.io.IOException;
import java.io.Reader;

/**
 * A text as migrations mean it: a carriage return, alone or in front of a line feed, is a line
 * feed, and a byte order mark in front of it all is nothing. One thread at a time; closing it
 * closes what it reads.
 */
final class CanonicalReader extends Reader {

  private static final char MARK = '\uFEFF';

  private final Reader text;
  private boolean begun;
  private boolean returned;

  CanonicalReader(Reader text) {
    this.text = text;
  }

  @Override
  public int read(char[] target, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int kept = 0;
    while (kept == 0) {
      int read = text.read(target, from, length);
      if (read < 0) {
        return read;
      }
      kept = fold(target, from, read);
    }
    return kept;
  }

  private int fold(char[] target, int from, int read) {
    int to = from;
    for (int i = from; i < from + read; i++) {
      char c = target[i];
      boolean mark = !begun && c == MARK;
      boolean second = returned && c == '\n';
      begun = true;
      returned = c == '\r';
      if (!second && !mark) {
        target[to] = returned ? '\n' : c;
        to++;
      }
    }
    return to - from;
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
