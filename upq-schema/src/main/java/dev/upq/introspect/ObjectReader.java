// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Sequences, types, routines and what belongs to the database itself. Stateless. */
final class ObjectReader {

  private ObjectReader() {}

  static Sequence sequence(Cells row) {
    return new Sequence(
        row.someName(),
        row.text(),
        row.longNumber(),
        row.longNumber(),
        row.longNumber(),
        row.longNumber(),
        row.longNumber(),
        row.flag(),
        owner(row),
        row.optional());
  }

  private static Optional<Sequence.Owner> owner(Cells row) {
    Optional<QualifiedName> table = row.name();
    String column = row.text();
    boolean identity = row.text().equals("i");
    return table.map(owner -> new Sequence.Owner(owner, column, identity));
  }

  /** The labels of enums by oid, in order. */
  static Map<String, Map<Integer, String>> labels(Answer answer) {
    Map<String, Map<Integer, String>> labels = new TreeMap<>();
    for (Cells row : answer.rows("label")) {
      labels.computeIfAbsent(row.text(), oid -> new TreeMap<>()).put(row.number(), row.text());
    }
    return labels;
  }

  static UserType type(
      Cells row, Map<String, Map<Integer, String>> labels, ColumnReader columns, KeyReader keys) {
    String oid = row.text();
    QualifiedName id = row.someName();
    String kind = row.text();
    boolean defined = row.flag();
    String relation = row.text();
    Optional<TypeRef> of = row.maybeType();
    boolean notNull = row.flag();
    Optional<String> expression = row.optional();
    Optional<QualifiedName> collation = row.name();
    QualifiedName multirange = row.someName();
    Optional<String> comment = row.optional();
    return switch (kind) {
      case "e" ->
          new UserType.Enumeration(
              id, List.copyOf(labels.getOrDefault(oid, Map.of()).values()), comment);
      case "c" -> new UserType.Composite(id, columns.of(relation), comment);
      case "d" ->
          new UserType.Domain(
              id, of.orElseThrow(), notNull, expression, collation, keys.constraints(oid), comment);
      case "r" -> new UserType.Range(id, of.orElseThrow(), multirange, comment);
      case "b" -> new UserType.BaseType(id, defined, comment);
      default -> new UserType.Other(id, kind, comment);
    };
  }

  static Routine routine(Cells row) {
    return new Routine(
        row.someName(),
        Codes.of(RoutineKind.values(), row.text()),
        row.text(),
        row.text(),
        row.optional(),
        row.text(),
        Codes.of(Volatility.values(), row.text()),
        Codes.of(ParallelSafety.values(), row.text()),
        row.flag(),
        row.flag(),
        row.flag(),
        row.lines(),
        Fingerprint.brief(row.text()),
        row.flag(),
        row.optional());
  }

  static Extension extension(Cells row) {
    return new Extension(row.text(), row.text(), row.text(), row.optional());
  }

  static EventTrigger eventTrigger(Cells row) {
    return new EventTrigger(
        row.text(),
        row.text(),
        row.someName(),
        Codes.of(Enablement.values(), row.text()),
        row.lines(),
        row.optional());
  }

  static List<Publication> publications(Answer answer) {
    Map<String, List<Cells>> published = answer.byKey("published");
    List<Publication> publications = new ArrayList<>();
    for (Cells row : answer.rows("publication")) {
      TreeSet<String> schemas = new TreeSet<>();
      TreeSet<QualifiedName> tables = new TreeSet<>();
      for (Cells what : published.getOrDefault(row.text(), List.of())) {
        String schema = what.skip().text();
        what.optional()
            .ifPresentOrElse(
                table -> tables.add(new QualifiedName(schema, table)), () -> schemas.add(schema));
      }
      publications.add(
          new Publication(
              row.text(),
              row.flag(),
              row.wordSet(),
              List.copyOf(schemas),
              List.copyOf(tables),
              row.optional()));
    }
    publications.sort(Comparator.comparing(Publication::name));
    return publications;
  }
}
