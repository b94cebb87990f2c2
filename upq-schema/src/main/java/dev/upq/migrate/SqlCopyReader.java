// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.sql.SqlCopyData;
import dev.upq.sql.SqlExcerpt;
import dev.upq.sql.SqlTokens;
import java.io.Reader;
import java.io.UncheckedIOException;

/** The data of a COPY, whose end has to be there. One thread at a time. */
final class SqlCopyReader extends Reader {

  private static final int CHUNK_CHARS = 1 << 13;
  private static final char[] NONE = {};

  private final String source;
  private final SqlTokens tokens;
  private final SqlCopyData data;
  private final SqlExcerpt statement;
  private boolean finished;

  SqlCopyReader(String source, SqlTokens tokens, SqlCopyData data, SqlExcerpt statement) {
    this.source = source;
    this.tokens = tokens;
    this.data = data;
    this.statement = statement;
  }

  /**
   * As in {@link Reader}.
   *
   * @throws SqlSyntaxException where the file ends before the data do
   */
  @Override
  public int read(char[] into, int offset, int length) {
    int count = readData(into, offset, length);
    finished = count < 0;
    if (finished && !data.ended()) {
      throw new SqlSyntaxException(
          source,
          statement,
          "the data of this COPY have no end; a line with a backslash and a point is missing");
    }
    return count;
  }

  private int readData(char[] into, int offset, int length) {
    try {
      return data.read(into, offset, length);
    } catch (UncheckedIOException e) {
      throw SqlSyntaxException.of(source, tokens, e);
    }
  }

  /** Skips what is left, as the splitter does where nobody reads. */
  @Override
  public void close() {
    char[] chars = finished ? NONE : new char[CHUNK_CHARS];
    while (!finished) {
      read(chars, 0, chars.length);
    }
  }
}
