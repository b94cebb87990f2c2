// SPDX-License-Identifier: Apache-2.0
package dev.upq.sql;

import dev.upq.fault.PgUsageException;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * The part of a text that is held in memory: it grows at the end, and is given up at the beginning
 * when its owner says so. One thread at a time.
 *
 * <p>Indexes count from the first character that is held. They stay as they are but for {@link
 * #release}, which tells by how much they went down.
 */
final class SqlWindow {

  /** Of a text that is at hand; who only wants its head copies no more. */
  private static final int SMALL = 256;

  private static final Reader NONE = Reader.nullReader();

  private static final int LARGE = 1 << 16;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /** What is at hand; empty for a stream. */
  private final String text;

  private final Reader reader;
  private final int mostChars;
  private char[] chars;
  private int limit;
  private boolean exhausted;

  /** True where the next character may be a byte order mark. */
  private boolean markMayStand;

  /** Of the first character that is held. */
  private SqlPosition floor = SqlPosition.START;

  /** The place that was asked for last, and its index. */
  private SqlPosition known = SqlPosition.START;

  private int knownIndex;

  /** Holds as much of that text as was asked for. */
  SqlWindow(String text) {
    this.text = text;
    reader = NONE;
    mostChars = Integer.MAX_VALUE;
    limit = Math.min(text.length(), SMALL);
    chars = new char[limit];
    text.getChars(0, limit, chars, 0);
    exhausted = limit == text.length();
  }

  /**
   * Holds a part of a text; a byte order mark at its beginning is left out.
   *
   * @param mostChars so many may be asked for at once, 1 and up; at most twice as many are held,
   *     and some hundreds
   */
  SqlWindow(Reader stream, int mostChars) {
    text = "";
    reader = stream;
    this.mostChars = mostChars;
    chars = new char[(int) Math.min(LARGE, mostHeld())];
    markMayStand = true;
  }

  /** What is held; good until the next call of {@link #has} or {@link #release}. */
  char[] chars() {
    return chars;
  }

  /** How many characters are held. */
  int limit() {
    return limit;
  }

  /** The character; U+0000 stands for the end of the text. */
  char at(int index) {
    return index < limit || has(index) ? chars[index] : 0;
  }

  /**
   * Whether the text has a character there, which is held then.
   *
   * @throws PgUsageException where more would be held than may be
   * @throws UncheckedIOException where the text cannot be read
   */
  boolean has(int index) {
    while (index >= limit) {
      if (exhausted) {
        return false;
      }
      read();
    }
    return true;
  }

  private void read() {
    if (limit == chars.length) {
      if (limit >= mostHeld()) {
        throw new PgUsageException(
            "more than " + mostChars + " characters in one statement, or in one line of it");
      }
      chars = Arrays.copyOf(chars, (int) Math.min(2L * limit, mostHeld()));
    }
    if (text.isEmpty()) {
      readStream();
    } else {
      int end = Math.min(text.length(), chars.length);
      text.getChars(limit, end, chars, limit);
      limit = end;
      exhausted = limit == text.length();
    }
  }

  /** What may be given up is given up when it is half of all. */
  private long mostHeld() {
    return Math.min(2L * mostChars + 4L * SqlExcerpt.AROUND, Integer.MAX_VALUE - 8);
  }

  private void readStream() {
    try {
      int count = reader.read(chars, limit, chars.length - limit);
      exhausted = count < 0;
      limit += Math.max(count, 0);
      if (markMayStand && limit > 0) {
        skipMark();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private void skipMark() {
    markMayStand = false;
    if (chars[0] == BYTE_ORDER_MARK) {
      limit--;
      System.arraycopy(chars, 1, chars, 0, limit);
    }
  }

  /**
   * Gives up what stands in front of an index, but for what a message about it may show.
   *
   * @return how far all indexes went down
   */
  int release(int index) {
    int down = index - SqlExcerpt.AROUND;
    if (down < chars.length / 2) {
      return 0;
    }
    floor = position(down);
    known = floor;
    knownIndex = 0;
    limit -= down;
    System.arraycopy(chars, down, chars, 0, limit);
    return down;
  }

  /** The place of a character that is held, or of the end. */
  SqlPosition position(int index) {
    if (index < knownIndex) {
      known = floor;
      knownIndex = 0;
    }
    char[] held = chars;
    int lines = 0;
    int lineBegin = -1;
    int lowSurrogates = 0;
    for (int i = knownIndex; i < index; i++) {
      if (held[i] == '\n') {
        lines++;
      }
    }
    for (int i = index; i > knownIndex && lineBegin < 0; i--) {
      if (held[i - 1] == '\n') {
        lineBegin = i;
      } else if (Character.isLowSurrogate(held[i - 1])) {
        lowSurrogates++;
      }
    }
    int line = known.line() + lines;
    int column =
        lineBegin < 0
            ? known.column() + (index - knownIndex) - lowSurrogates
            : 1 + (index - lineBegin) - lowSurrogates;
    known = new SqlPosition(line, column, known.offset() + (index - knownIndex));
    knownIndex = index;
    return known;
  }

  SqlExcerpt excerpt(int index) {
    int from = Math.max(0, index - SqlExcerpt.AROUND);
    while (index < limit
        && limit < index + SqlExcerpt.AROUND
        && limit < chars.length
        && !exhausted) {
      read();
    }
    String around = text(from, Math.min(limit, index + SqlExcerpt.AROUND));
    return SqlExcerpt.of(around, index - from, position(index));
  }

  String text(int from, int to) {
    return new String(chars, from, to - from);
  }
}
