// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;

/**
 * A command has ended well. Immutable.
 *
 * @param tag the command's name and, for some, a count of rows: {@code INSERT 0 5}, {@code SELECT
 *     3}, {@code BEGIN}
 */
public record CommandComplete(String tag) implements BackendMessage {

  @Override
  public char type() {
    return 'C';
  }

  @Override
  public void encode(ByteWriter out) {
    Frame.write(out, type(), body -> body.cstring(tag));
  }

  public static CommandComplete decode(ByteReader body) {
    String tag = body.cstring();
    body.end();
    return new CommandComplete(tag);
  }

  /**
   * The count of rows at the end of the tag, 0 or more; -1 where the tag ends in no number, as for
   * {@code BEGIN}, or in one that a {@code long} cannot hold.
   */
  public long rows() {
    int last = tag.length() - 1;
    int first = last;
    while (first >= 0 && tag.charAt(first) >= '0' && tag.charAt(first) <= '9') {
      first--;
    }
    if (first == last || first < 0 || tag.charAt(first) != ' ') {
      return -1;
    }
    long rows = 0;
    for (int i = first + 1; i <= last; i++) {
      int digit = tag.charAt(i) - '0';
      if (rows > (Long.MAX_VALUE - digit) / 10) {
        return -1;
      }
      rows = rows * 10 + digit;
    }
    return rows;
  }
}
