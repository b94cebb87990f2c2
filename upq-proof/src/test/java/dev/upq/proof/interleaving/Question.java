// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import dev.upq.wire.BackendMessage;
import dev.upq.wire.DataRow;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client sent up to one Sync, or in one Query, and the order of messages in which it may be
 * answered. Immutable. A second reading of the manual's message flow, independent of the client's.
 *
 * @param parts of the answer in order, '*' for a row of three columns that may come any number of
 *     times, 'T' for a description of rows or of none; ReadyForQuery follows
 * @param simple whether it was a Query of one statement or more
 */
record Question(String parts, boolean simple) {

  private static final String ASIDES = "NSA";
  private static final int COLUMNS = 3;
  // States beside the place in the answer.
  private static final int DONE = -1;
  private static final int OUT_OF_ORDER = -2;
  private static final int FAILED = 1_000;
  private static final int ROWS = 1;
  private static final int BETWEEN = 2;
  private static final int COPY_OUT = 3;
  private static final int COPIED = 4;
  private static final int COPY_IN = 5;

  /** How far messages answer it. */
  enum Reading {
    /** Up to ReadyForQuery, and no further. */
    WHOLE,
    /** Up to ReadyForQuery, and then there is more. */
    MORE,
    /** Not to ReadyForQuery, but nothing is out of order. */
    PART,
    /** A message is where it may not be. */
    BROKEN
  }

  static final Question PREPARE = new Question("1tT", false);
  static final Question EXECUTE = new Question("2*C", false);
  static final Question QUERY = new Question("", true);

  /** How messages answer it, and how many of them were in order. */
  record Progress(Reading reading, int inOrder) {}

  /** How these messages answer it. */
  Reading read(List<BackendMessage> messages) {
    return progress(messages).reading();
  }

  Progress progress(List<BackendMessage> messages) {
    int at = 0;
    for (int i = 0; i < messages.size(); i++) {
      char type = messages.get(i).type();
      if (ASIDES.indexOf(type) >= 0) {
        continue;
      }
      at = simple ? nextOfQuery(at, messages.get(i)) : next(at, messages.get(i));
      if (at == DONE) {
        boolean whole = onlyAsides(messages.subList(i + 1, messages.size()));
        return new Progress(whole ? Reading.WHOLE : Reading.MORE, i + 1);
      } else if (at == OUT_OF_ORDER) {
        return new Progress(Reading.BROKEN, i);
      }
    }
    return new Progress(Reading.PART, messages.size());
  }

  /** What stands behind the first ReadyForQuery. */
  static List<BackendMessage> tail(List<BackendMessage> messages) {
    for (int i = 0; i < messages.size(); i++) {
      if (messages.get(i).type() == 'Z') {
        return messages.subList(i + 1, messages.size());
      }
    }
    return List.of();
  }

  static boolean onlyAsides(List<BackendMessage> messages) {
    return messages.stream().allMatch(message -> ASIDES.indexOf(message.type()) >= 0);
  }

  static List<BackendMessage> withoutAsides(List<BackendMessage> messages) {
    List<BackendMessage> rest = new ArrayList<>(messages);
    rest.removeIf(message -> ASIDES.indexOf(message.type()) >= 0);
    return rest;
  }

  private int next(int at, BackendMessage message) {
    char type = message.type();
    if (at == FAILED || at == parts.length()) {
      return type == 'Z' ? DONE : type == 'E' && at != FAILED ? FAILED : OUT_OF_ORDER;
    } else if (type == 'E') {
      return FAILED;
    } else if (parts.charAt(at) == 'T' && type == 'n') {
      return at + 1;
    } else if (parts.charAt(at) != '*') {
      return type == parts.charAt(at) ? at + 1 : OUT_OF_ORDER;
    } else if (type == 'D') {
      return fits(message) ? at : OUT_OF_ORDER;
    }
    return type == parts.charAt(at + 1) ? at + 2 : OUT_OF_ORDER;
  }

  /**
   * States: 0 at first, {@link #ROWS} of a statement, {@link #BETWEEN} statements, {@link
   * #COPY_OUT}, {@link #COPIED}, {@link #COPY_IN}, which a client refuses.
   */
  private static int nextOfQuery(int at, BackendMessage message) {
    char type = message.type();
    if (type == 'E') {
      return at == FAILED ? OUT_OF_ORDER : FAILED;
    }
    return switch (at) {
      case FAILED -> type == 'Z' ? DONE : OUT_OF_ORDER;
      case ROWS -> type == 'D' && fits(message) ? ROWS : type == 'C' ? BETWEEN : OUT_OF_ORDER;
      case COPY_OUT -> type == 'd' ? COPY_OUT : type == 'c' ? COPIED : OUT_OF_ORDER;
      case COPIED -> type == 'C' ? BETWEEN : OUT_OF_ORDER;
      case COPY_IN -> OUT_OF_ORDER;
      default ->
          switch (type) {
            case 'T' -> ROWS;
            case 'C', 'I' -> BETWEEN;
            case 'H' -> COPY_OUT;
            case 'G' -> COPY_IN;
            case 'Z' -> at == BETWEEN ? DONE : OUT_OF_ORDER;
            default -> OUT_OF_ORDER;
          };
    };
  }

  private static boolean fits(BackendMessage message) {
    return message instanceof DataRow row && row.columns() == COLUMNS;
  }
}
