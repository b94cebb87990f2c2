// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Constraints and indexes out of an answer. One thread at a time. */
final class KeyReader {

  private static final int DESCENDING = 1;
  private static final int NULLS_FIRST = 2;

  private final ColumnReader columns;

  /** By oid of the table or domain. */
  private final Map<String, List<Constraint>> constraints = new HashMap<>();

  /** By oid of the table. */
  private final Map<String, List<Index>> indexes = new HashMap<>();

  private final Map<String, Map<Integer, String>> referenced = new HashMap<>();
  private final Map<String, Map<Integer, Piece>> pieces = new HashMap<>();

  /** A part of an index: a key, or a column that is only carried. */
  private record Piece(int number, Index.Key key) {}

  private KeyReader(ColumnReader columns) {
    this.columns = columns;
  }

  static KeyReader of(Answer answer, ColumnReader columns) {
    KeyReader reader = new KeyReader(columns);
    answer.rows("referenced").forEach(reader::referenced);
    answer.rows("index key").forEach(reader::piece);
    answer.rows("index").forEach(reader::index);
    answer.rows("constraint").forEach(reader::constraint);
    reader.indexes.values().forEach(found -> found.sort(Comparator.comparing(Index::name)));
    reader
        .constraints
        .values()
        .forEach(found -> found.sort(Comparator.comparing(Constraint::name)));
    return reader;
  }

  /** By name. */
  List<Constraint> constraints(String oid) {
    return constraints.getOrDefault(oid, List.of());
  }

  /** By name. */
  List<Index> indexes(String oid) {
    return indexes.getOrDefault(oid, List.of());
  }

  private void referenced(Cells row) {
    referenced.computeIfAbsent(row.text(), oid -> new TreeMap<>()).put(row.number(), row.text());
  }

  private void constraint(Cells row) {
    String oid = row.text();
    String owner = row.text();
    String name = row.text();
    Code<ConstraintKind> kind = Codes.of(ConstraintKind.values(), row.text());
    boolean deferrable = row.flag();
    boolean deferred = row.flag();
    boolean enforced = row.flag();
    boolean validated = row.flag();
    boolean local = row.flag();
    boolean inheritable = row.flag();
    boolean period = row.flag();
    Optional<QualifiedName> index = row.name();
    Optional<QualifiedName> target = row.name();
    Code<ReferenceAction> onUpdate = Codes.of(ReferenceAction.values(), row.text());
    Code<ReferenceAction> onDelete = Codes.of(ReferenceAction.values(), row.text());
    Code<ReferenceMatch> match = Codes.of(ReferenceMatch.values(), row.text());
    List<String> key = columns.named(owner, row.numbers());
    List<String> setColumns = columns.named(owner, row.numbers());
    List<String> operators = row.words();
    Optional<String> definition = row.optional();
    Optional<Constraint.Reference> reference =
        target.map(
            table ->
                new Constraint.Reference(
                    table,
                    List.copyOf(referenced.getOrDefault(oid, Map.of()).values()),
                    onUpdate,
                    onDelete,
                    match,
                    setColumns));
    Constraint read =
        new Constraint(
            name,
            kind,
            key,
            definition.orElse(""),
            deferrable,
            deferred,
            enforced,
            validated,
            local,
            inheritable,
            period,
            index,
            reference,
            operators,
            row.optional());
    constraints
        .computeIfAbsent(owner, table -> new ArrayList<>())
        .add(
            ConstraintText.defines(kind)
                ? ConstraintText.defined(read, behind(owner, index))
                : read);
  }

  private Optional<Index> behind(String table, Optional<QualifiedName> index) {
    return index.flatMap(
        named ->
            indexes(table).stream().filter(one -> one.name().equals(named.name())).findFirst());
  }

  private void piece(Cells row) {
    String index = row.text();
    int place = row.number();
    int number = row.number();
    Optional<String> expression = row.optional();
    Optional<QualifiedName> operatorClass = row.name();
    Optional<QualifiedName> collation = row.name();
    int flags = Math.max(0, row.number());
    Index.Key key =
        new Index.Key(
            Optional.empty(),
            expression,
            operatorClass,
            collation,
            (flags & DESCENDING) != 0,
            (flags & NULLS_FIRST) != 0);
    pieces.computeIfAbsent(index, oid -> new TreeMap<>()).put(place, new Piece(number, key));
  }

  private void index(Cells row) {
    String oid = row.text();
    String table = row.text();
    String name = row.text();
    String method = row.text();
    int keyParts = row.number();
    List<Index.Key> keys = new ArrayList<>();
    List<String> include = new ArrayList<>();
    pieces
        .getOrDefault(oid, Map.of())
        .forEach(
            (place, piece) -> {
              List<String> column = columns.named(table, List.of(piece.number()));
              if (place > keyParts) {
                include.addAll(column);
              } else {
                keys.add(piece.key().of(column.stream().findFirst()));
              }
            });
    indexes
        .computeIfAbsent(table, any -> new ArrayList<>())
        .add(
            new Index(
                name,
                method,
                keys,
                include,
                row.optional(),
                row.lines(),
                row.flag(),
                row.flag(),
                row.flag(),
                row.flag(),
                row.flag(),
                row.flag(),
                row.flag(),
                row.flag(),
                row.optional(),
                row.name(),
                row.optional()));
  }
}
