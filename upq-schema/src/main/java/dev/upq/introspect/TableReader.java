// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Tables, and what hangs on them, out of an answer. One thread at a time. */
final class TableReader {

  /** Of {@code pg_relation_is_updatable}: the numbers of the commands as bits. */
  private static final int INSERTABLE = 1 << 3;

  private static final int UPDATABLE = 1 << 2 | 1 << 4;

  private final ColumnReader columns;
  private final KeyReader keys;
  private final Map<String, List<Cells>> inherits;
  private final Map<String, List<Cells>> triggers;
  private final Map<String, List<Cells>> rules;
  private final Map<String, List<Cells>> policies;
  private final Map<String, List<Cells>> statistics;

  TableReader(Answer answer, ColumnReader columns, KeyReader keys) {
    this.columns = columns;
    this.keys = keys;
    this.inherits = answer.byKey("inherits");
    this.triggers = answer.byKey("trigger");
    this.rules = answer.byKey("rule");
    this.policies = answer.byKey("policy");
    this.statistics = answer.byKey("statistics");
  }

  Table table(Cells row) {
    String oid = row.text();
    QualifiedName id = row.someName();
    Code<TableKind> kind = Codes.of(TableKind.values(), row.text());
    Code<Persistence> persistence = Codes.of(Persistence.values(), row.text());
    String owner = row.text();
    boolean rowSecurity = row.flag();
    boolean forced = row.flag();
    List<String> options = row.lines();
    Optional<String> strategy = row.optional();
    Optional<String> key = row.optional();
    Optional<String> bound = row.optional();
    Optional<Table.View> view = view(kind, row);
    List<Parent> parents = parents(oid);
    return new Table(
        id,
        kind,
        persistence,
        owner,
        columns.of(oid),
        keys.constraints(oid),
        keys.indexes(oid),
        named(triggers, oid, each -> TriggerReader.trigger(each, columns)),
        named(rules, oid, TableReader::rule),
        named(policies, oid, TableReader::policy),
        named(statistics, oid, TableReader::statistics),
        rowSecurity,
        forced,
        options,
        strategy.map(letter -> partitioning(letter, key)),
        partitionOf(bound, parents),
        bound.isPresent() ? List.of() : parents.stream().map(Parent::table).toList(),
        view,
        row.optional(),
        row.optional(),
        row.wordSet(),
        row.optional());
  }

  /** A table that another is a part of, or inherits from. */
  private record Parent(QualifiedName table, boolean detaching) {}

  private List<Parent> parents(String oid) {
    Map<Integer, Parent> parents = new TreeMap<>();
    for (Cells row : inherits.getOrDefault(oid, List.of())) {
      parents.put(row.skip().number(), new Parent(row.someName(), row.flag()));
    }
    return List.copyOf(parents.values());
  }

  private static Table.Partitioning partitioning(String letter, Optional<String> key) {
    String text = key.orElse("");
    return new Table.Partitioning(
        Codes.of(PartitionStrategy.values(), letter),
        text.substring(Math.max(0, text.indexOf('('))));
  }

  private static Optional<Table.PartitionOf> partitionOf(
      Optional<String> bound, List<Parent> parents) {
    return bound.isEmpty() || parents.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Table.PartitionOf(
                parents.getFirst().table(), bound.get(), parents.getFirst().detaching()));
  }

  private static Optional<Table.View> view(Code<TableKind> kind, Cells row) {
    String definition = row.text().strip();
    int updatable = Math.max(0, row.number());
    boolean populated = row.flag();
    if (!kind.is(TableKind.VIEW) && !kind.is(TableKind.MATERIALIZED_VIEW)) {
      return Optional.empty();
    }
    return Optional.of(
        new Table.View(
            definition.endsWith(";")
                ? definition.substring(0, definition.length() - 1)
                : definition,
            (updatable & INSERTABLE) != 0,
            (updatable & UPDATABLE) == UPDATABLE,
            populated));
  }

  private static Rule rule(Cells row) {
    return new Rule(
        row.skip().text(),
        Codes.of(RuleEvent.values(), row.text()),
        row.flag(),
        Codes.of(Enablement.values(), row.text()),
        row.text(),
        row.optional());
  }

  private static Policy policy(Cells row) {
    return new Policy(
        row.skip().text(),
        Codes.of(PolicyCommand.values(), row.text()),
        row.flag(),
        row.lines(),
        row.optional(),
        row.optional(),
        row.optional());
  }

  private static Statistics statistics(Cells row) {
    return new Statistics(row.skip().someName(), row.text(), row.optional());
  }

  /** Those of a table, by name. */
  private static <N extends Named> List<N> named(
      Map<String, List<Cells>> all, String oid, Function<Cells, N> read) {
    List<N> found = new ArrayList<>();
    all.getOrDefault(oid, List.of()).forEach(row -> found.add(read.apply(row)));
    found.sort(Comparator.comparing(Named::name));
    return found;
  }
}
