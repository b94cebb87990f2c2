// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Columns and attributes out of an answer. One thread at a time. */
final class ColumnReader {

  private static final Comparator<Column> BY_NUMBER =
      Comparator.comparingInt(Column::attributeNumber);

  /** By oid of the table or composite type. */
  private final Map<String, List<Column>> columns = new HashMap<>();

  /** By oid and number of the column. */
  private final Map<String, Source> sources = new HashMap<>();

  /**
   * A sequence that a column has to do with.
   *
   * @param tie {@code a} where it goes with the column, {@code i} where it is its identity, {@code
   *     n} where the default asks it
   */
  private record Source(String tie, QualifiedName sequence) {

    /** One that goes with the column is told rather than that of its default. */
    boolean outranks(Source other) {
      return !tie.equals("n") && other.tie.equals("n");
    }
  }

  private ColumnReader() {}

  static ColumnReader of(Answer answer) {
    ColumnReader reader = new ColumnReader();
    answer.rows("column sequence").forEach(reader::source);
    answer.rows("column").forEach(reader::column);
    reader.columns.replaceAll((table, found) -> counted(found));
    return reader;
  }

  /** In their order. */
  List<Column> of(String oid) {
    return columns.getOrDefault(oid, List.of());
  }

  /** The names of columns by their numbers in the catalogue, in the order asked for. */
  List<String> named(String oid, List<Integer> numbers) {
    List<Column> all = of(oid);
    List<String> names = new ArrayList<>();
    for (int number : numbers) {
      all.stream()
          .filter(column -> column.attributeNumber() == number)
          .findFirst()
          .ifPresent(column -> names.add(column.name()));
    }
    return names;
  }

  private void source(Cells row) {
    String column = row.text() + " " + row.text();
    Source source = new Source(row.text(), row.someName());
    sources.merge(column, source, (a, b) -> b.outranks(a) ? b : a);
  }

  private void column(Cells row) {
    String table = row.text();
    int number = row.number();
    String name = row.text();
    TypeRef type = row.type();
    boolean notNull = row.flag();
    Column.NotNull rule = new Column.NotNull(row.optional(), row.flag(), row.flag());
    Filling filling =
        filling(
            row.optional(),
            row.text(),
            row.text(),
            Optional.ofNullable(sources.get(table + " " + number)));
    columns
        .computeIfAbsent(table, oid -> new ArrayList<>())
        .add(
            new Column(
                0,
                number,
                name,
                type,
                notNull ? Optional.of(rule) : Optional.empty(),
                filling,
                row.name(),
                row.flag(),
                row.wordSet(),
                row.optional()));
  }

  private static Filling filling(
      Optional<String> expression, String identity, String generated, Optional<Source> source) {
    if (!identity.isEmpty()) {
      QualifiedName sequence = source.map(Source::sequence).orElse(new QualifiedName("", ""));
      return new Filling.Identity(Codes.of(IdentityKind.values(), identity), sequence);
    }
    if (expression.isEmpty()) {
      return new Filling.None();
    }
    String text = expression.get();
    if (!generated.isEmpty()) {
      return new Filling.Generated(Codes.of(GeneratedKind.values(), generated), text);
    }
    if (source.isEmpty() || !text.startsWith("nextval(")) {
      return new Filling.Default(text);
    }
    Source from = source.get();
    return from.tie().equals("n")
        ? new Filling.ForeignSequence(from.sequence(), text)
        : new Filling.Serial(from.sequence(), text);
  }

  private static List<Column> counted(List<Column> found) {
    found.sort(BY_NUMBER);
    List<Column> counted = new ArrayList<>();
    for (Column column : found) {
      counted.add(column.at(counted.size() + 1));
    }
    return counted;
  }
}
