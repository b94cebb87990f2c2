// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the catalogues answered: rows by the part that asked for them. One thread at a time. */
final class Answer {

  private static final String TEMPORARY = "pg_temp";

  private final Map<String, List<Cells>> parts = new LinkedHashMap<>();
  private String database = "";
  private String temporary = "";

  private Answer() {}

  static Answer of(QueryResult result) {
    Answer answer = new Answer();
    for (Row row : result) {
      Cells cells = new Cells(row.list(1, String.class), answer::schema);
      answer.parts.computeIfAbsent(row.text(0), part -> new ArrayList<>()).add(cells);
    }
    for (Cells first : answer.rows("begin")) {
      answer.database = first.text();
      answer.temporary = first.text();
    }
    return answer;
  }

  /** The session's own temporary schema has one name in every session. */
  private String schema(String name) {
    return !temporary.isEmpty() && name.equals(temporary) ? TEMPORARY : name;
  }

  String database() {
    return database;
  }

  List<Cells> rows(String part) {
    return parts.getOrDefault(part, List.of());
  }

  /** The rows of a part by their first text. */
  Map<String, List<Cells>> byKey(String part) {
    Map<String, List<Cells>> byKey = new LinkedHashMap<>();
    for (Cells row : rows(part)) {
      byKey.computeIfAbsent(row.key(), key -> new ArrayList<>()).add(row);
    }
    return byKey;
  }
}
