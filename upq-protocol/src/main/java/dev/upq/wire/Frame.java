// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgValueException;

/** How all messages are put into a writer: whole or not at all. Stateless. */
final class Frame {

  /** Counts travel as 16 bits. */
  static final int MAX_COUNT = 65_535;

  private Frame() {}

  /** Writes what stands between the length word and the end of the frame. */
  @FunctionalInterface
  interface Body {
    void write(ByteWriter out);
  }

  static void write(ByteWriter out, char type, Body body) {
    int start = out.size();
    boolean whole = false;
    try {
      int mark = out.beginFrame(type);
      body.write(out);
      out.endFrame(mark);
      whole = true;
    } finally {
      if (!whole) {
        out.truncate(start);
      }
    }
  }

  /** A message without a type byte. */
  static void writeUntyped(ByteWriter out, Body body) {
    int start = out.size();
    boolean whole = false;
    try {
      int mark = out.beginFrame();
      body.write(out);
      out.endFrame(mark);
      whole = true;
    } finally {
      if (!whole) {
        out.truncate(start);
      }
    }
  }

  /** A message that is its type and nothing else. */
  static void writeEmpty(ByteWriter out, char type) {
    int start = out.size();
    boolean whole = false;
    try {
      out.endFrame(out.beginFrame(type));
      whole = true;
    } finally {
      wholeOrNothing(out, start, whole);
    }
  }

  /**
   * Takes back what was begun at {@code start}, unless it is whole. For the messages that every
   * start and every query writes: they do without a {@link Body}, which would be a class made at
   * run time for the first and an object for each.
   */
  static void wholeOrNothing(ByteWriter out, int start, boolean whole) {
    if (!whole) {
      out.truncate(start);
    }
  }

  /** Refuses a count that 16 bits cannot hold. */
  static int count(int count, String what) {
    if (count < 0 || count > MAX_COUNT) {
      throw PgValueException.encode(count + " " + what + " where " + MAX_COUNT + " are the most");
    }
    return count;
  }
}
