// SPDX-License-Identifier: Apache-2.0
package dev.upq.console;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Sections as JSON: what they are once, their rows each second. Stateless. */
final class SectionText {

  private static final int MAX_TEXT = 2_000;

  private SectionText() {}

  /** Title, sentence and columns. */
  static void describe(ConsoleSection section, Json json) {
    json.object()
        .field("id", section.id())
        .field("title", section.title())
        .field("empty", section.whenEmpty())
        .name("columns")
        .array();
    for (ConsoleSection.Column column : section.columns()) {
      json.object().field("title", column.title()).field("kind", column.kind().name()).endObject();
    }
    json.endArray().endObject();
  }

  /** The rows as arrays; null where they could not be had just now. */
  static void rows(ConsoleSection section, Json json) {
    List<List<Object>> rows;
    try {
      rows = section.rows().get();
    } catch (RuntimeException failed) {
      // The page says that this section failed; the others go on.
      json.nothing();
      return;
    }
    json.array();
    for (List<Object> row : rows.subList(0, Math.min(rows.size(), ConsoleSection.MAX_ROWS))) {
      json.array();
      for (int i = 0; i < section.columns().size(); i++) {
        cell(i < row.size() ? row.get(i) : "", json);
      }
      json.endArray();
    }
    json.endArray();
  }

  private static void cell(Object value, Json json) {
    switch (value) {
      case Duration duration -> json.value(duration.toNanos() / 1e6);
      case Instant instant -> json.value(instant.toEpochMilli());
      case Integer number -> json.value(number.longValue());
      case Long number -> json.value(number.longValue());
      case Number number -> json.value(number.doubleValue());
      default -> json.value(cut(String.valueOf(value)));
    }
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT - 1) + "\u2026";
  }
}
