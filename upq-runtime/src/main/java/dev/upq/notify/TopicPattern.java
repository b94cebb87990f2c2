// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

import dev.upq.fault.PgUsageException;
import java.util.List;

/**
 * Which topics somebody wants. Immutable.
 *
 * <p>A topic is one or more segments with dots between them, none empty. In a pattern the segment
 * {@code *} stands for one segment, and {@code **} or {@code #}, which stand at the end only, for
 * any number of them, none included. Nothing else has a meaning of its own: case counts, and so
 * does every other character.
 *
 * @param segments without the last one where {@code rest}
 * @param rest whether more may follow
 */
record TopicPattern(List<String> segments, boolean rest) {

  static final String ONE = "*";
  private static final String REST = "**";
  private static final String REST_TOO = "#";

  TopicPattern {
    segments = List.copyOf(segments);
  }

  /**
   * @throws PgUsageException where it is none
   */
  static TopicPattern of(String text) {
    List<String> all = split(text, "a pattern");
    int last = all.size() - 1;
    boolean rest = isRest(all.get(last));
    for (int i = 0; i < (rest ? last : all.size()); i++) {
      String segment = all.get(i);
      if (isRest(segment)) {
        throw new PgUsageException("** and # stand at the end of a pattern only: " + text);
      }
    }
    return new TopicPattern(rest ? all.subList(0, last) : all, rest);
  }

  private static boolean isRest(String segment) {
    return segment.equals(REST) || segment.equals(REST_TOO);
  }

  /** True where a segment of it stands for others. */
  static boolean isPattern(String text) {
    for (String segment : text.split("\\.", -1)) {
      if (segment.equals(ONE) || isRest(segment)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The segments of a topic.
   *
   * @throws PgUsageException where it is none
   */
  static List<String> topic(String text) {
    List<String> segments = split(text, "a topic");
    for (String segment : segments) {
      if (segment.equals(ONE) || isRest(segment)) {
        throw new PgUsageException("a topic has no wildcards: " + text);
      }
    }
    return segments;
  }

  private static List<String> split(String text, String what) {
    List<String> segments = List.of(text.split("\\.", -1));
    if (segments.contains("") || text.indexOf('\n') >= 0 || text.indexOf('\0') >= 0) {
      throw new PgUsageException(
          what
              + " is segments with dots between them, none empty and no line's end in any: "
              + (text.length() > 60 ? text.substring(0, 60) + "..." : text));
    }
    return segments;
  }

  boolean matches(List<String> topic) {
    if (topic.size() < segments.size() || (topic.size() > segments.size() && !rest)) {
      return false;
    }
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      if (!segment.equals(ONE) && !segment.equals(topic.get(i))) {
        return false;
      }
    }
    return true;
  }
}
