// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import java.util.Arrays;

/**
 * A command has ended well. Immutable.
 *
 * @param tag the command's name and, for some, a count of rows: {@code INSERT 0 5}, {@code SELECT
 *     3}, {@code BEGIN}
 */
public record CommandComplete(String tag) implements BackendMessage {

  /** The tags that come most, as they stand on the wire; they are not made anew each time. */
  private static final String[] COMMON_TAGS = {
    "SELECT 1",
    "INSERT 0 1",
    "UPDATE 1",
    "SELECT 0",
    "DELETE 1",
    "UPDATE 0",
    "DELETE 0",
    "INSERT 0 0",
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    "SET"
  };

  private static final CommandComplete[] COMMON = new CommandComplete[COMMON_TAGS.length];
  private static final byte[][] COMMON_BYTES = new byte[COMMON_TAGS.length][];

  static {
    for (int i = 0; i < COMMON_TAGS.length; i++) {
      COMMON[i] = new CommandComplete(COMMON_TAGS[i]);
      COMMON_BYTES[i] = new ByteWriter().cstring(COMMON_TAGS[i]).toByteArray();
    }
  }

  @Override
  public char type() {
    return 'C';
  }

  @Override
  public void encode(ByteWriter out) {
    Frame.write(out, type(), body -> body.cstring(tag));
  }

  /** As {@link #decode}, of the body {@code bytes[from, to)}. */
  static CommandComplete decode(byte[] bytes, int from, int to) {
    for (int i = 0; i < COMMON.length; i++) {
      byte[] common = COMMON_BYTES[i];
      if (Arrays.equals(bytes, from, to, common, 0, common.length)) {
        return COMMON[i];
      }
    }
    return decode(new ByteReader(bytes, from, to));
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
    return rows(tag);
  }

  /** As {@link #rows()}, of a tag. */
  public static long rows(String tag) {
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
