// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Puts the model together from an answer. One thread at a time. */
final class DatabaseReader {

  private final Map<String, List<Table>> tables = new TreeMap<>();
  private final Map<String, List<Sequence>> sequences = new TreeMap<>();
  private final Map<String, List<UserType>> types = new TreeMap<>();
  private final Map<String, List<Routine>> routines = new TreeMap<>();

  private DatabaseReader() {}

  static Database database(Answer answer, int version, Set<String> notVisible) {
    DatabaseReader reader = new DatabaseReader();
    ColumnReader columns = ColumnReader.of(answer);
    KeyReader keys = KeyReader.of(answer, columns);
    TableReader tables = new TableReader(answer, columns, keys);
    Map<String, Map<Integer, String>> labels = ObjectReader.labels(answer);
    for (Cells row : answer.rows("table")) {
      Table table = tables.table(row);
      put(reader.tables, table.id().schema(), table);
    }
    for (Cells row : answer.rows("sequence")) {
      Sequence sequence = ObjectReader.sequence(row);
      put(reader.sequences, sequence.id().schema(), sequence);
    }
    for (Cells row : answer.rows("type")) {
      UserType type = ObjectReader.type(row, labels, columns, keys);
      put(reader.types, type.id().schema(), type);
    }
    for (Cells row : answer.rows("routine")) {
      Routine routine = ObjectReader.routine(row);
      put(reader.routines, routine.id().schema(), routine);
    }
    return new Database(
        answer.database(),
        version,
        named(answer, "schema", reader::schema),
        named(answer, "extension", ObjectReader::extension),
        named(answer, "event trigger", ObjectReader::eventTrigger),
        ObjectReader.publications(answer),
        notVisible);
  }

  private static <T> void put(Map<String, List<T>> bySchema, String schema, T thing) {
    bySchema.computeIfAbsent(schema, any -> new ArrayList<>()).add(thing);
  }

  private Schema schema(Cells row) {
    String name = row.text();
    return new Schema(
        name,
        row.text(),
        sorted(tables, name, Comparator.comparing(Table::name)),
        sorted(sequences, name, Comparator.comparing(Sequence::name)),
        sorted(types, name, Comparator.comparing(UserType::name)),
        sorted(
            routines, name, Comparator.comparing(Routine::name).thenComparing(Routine::identity)),
        row.flag(),
        row.optional());
  }

  private static <T> List<T> sorted(
      Map<String, List<T>> bySchema, String schema, Comparator<T> order) {
    List<T> found = new ArrayList<>(bySchema.getOrDefault(schema, List.of()));
    found.sort(order);
    return found;
  }

  private static <N extends Named> List<N> named(
      Answer answer, String part, Function<Cells, N> read) {
    List<N> found = new ArrayList<>();
    answer.rows(part).forEach(row -> found.add(read.apply(row)));
    found.sort(Comparator.comparing(Named::name));
    return found;
  }
}
