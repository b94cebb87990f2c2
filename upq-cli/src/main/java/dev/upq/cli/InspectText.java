// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import dev.upq.introspect.Code;
import dev.upq.introspect.Column;
import dev.upq.introspect.Constraint;
import dev.upq.introspect.Database;
import dev.upq.introspect.Filling;
import dev.upq.introspect.Index;
import dev.upq.introspect.QualifiedName;
import dev.upq.introspect.Routine;
import dev.upq.introspect.Schema;
import dev.upq.introspect.Sequence;
import dev.upq.introspect.Table;
import dev.upq.introspect.Trigger;
import dev.upq.introspect.UserType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A model for a person: tables with their columns below each other, then the rest. One thread. */
final class InspectText {

  private static final int MAJOR = 10_000;

  private final Database model;
  private final UnaryOperator<String> title;
  private final Map<QualifiedName, List<String>> referencedBy = new TreeMap<>();
  private final List<String> lines = new ArrayList<>();

  private InspectText(Database model, UnaryOperator<String> title) {
    this.model = model;
    this.title = title;
  }

  /**
   * @param title how names of tables stand out
   */
  static List<String> of(Database model, UnaryOperator<String> title) {
    InspectText text = new InspectText(model, title);
    text.all();
    return text.lines;
  }

  /** {@code 1 table}, {@code 2 tables}. */
  static String count(int count, String what) {
    return count + " " + what + (count == 1 ? "" : what.endsWith("x") ? "es" : "s");
  }

  private void all() {
    lines.add(
        model.name()
            + ", PostgreSQL "
            + model.version() / MAJOR
            + "."
            + model.version() % MAJOR
            + ": "
            + count(model.schemas().size(), "schema")
            + ", "
            + count(model.tables().size(), "table"));
    for (Table table : model.tables()) {
      for (Constraint key : table.foreignKeys()) {
        key.reference()
            .ifPresent(
                to ->
                    referencedBy
                        .computeIfAbsent(to.table(), any -> new ArrayList<>())
                        .add(table.id() + " (" + String.join(", ", key.columns()) + ")"));
      }
    }
    for (Schema schema : model.schemas()) {
      schema.tables().forEach(this::table);
      section("types", schema, schema.types().stream().map(InspectText::type).toList());
      section("sequences", schema, schema.sequences().stream().map(InspectText::sequence).toList());
      section("routines", schema, schema.routines().stream().map(InspectText::routine).toList());
    }
    if (!model.extensions().isEmpty()) {
      lines.add("");
      lines.add(title.apply("extensions"));
      model.extensions().forEach(each -> lines.add("  " + each.name() + " " + each.version()));
    }
    if (!model.notVisible().isEmpty()) {
      lines.add("");
      lines.add("not visible for this role: " + String.join(", ", model.notVisible()));
    }
  }

  private void section(String what, Schema schema, List<List<String>> rows) {
    if (!rows.isEmpty()) {
      lines.add("");
      lines.add(title.apply(what + " of " + schema.name()));
      aligned(rows);
    }
  }

  private void table(Table table) {
    lines.add("");
    String kind = table.kind().toString();
    String what = kind.equals("ordinary") ? "" : "  " + kind;
    String part = table.partitionOf().map(p -> "  partition of " + p.table()).orElse("");
    String comment = table.comment().map(text -> "  -- " + oneLine(text)).orElse("");
    lines.add(title.apply(table.id().toString()) + what + part + comment);
    aligned(table.columns().stream().map(InspectText::column).toList());
    List<List<String>> rest = new ArrayList<>();
    for (Constraint constraint : table.constraints()) {
      rest.add(List.of(constraint.name(), oneLine(constraint.definition())));
    }
    for (Index index : table.indexes()) {
      if (index.constraint().isEmpty()) {
        rest.add(List.of(index.name(), index(index)));
      }
    }
    for (Trigger trigger : table.triggers()) {
      rest.add(List.of(trigger.name(), trigger(trigger)));
    }
    table.policies().forEach(policy -> rest.add(List.of(policy.name(), "policy")));
    table.rules().forEach(rule -> rest.add(List.of(rule.name(), "rule")));
    if (!rest.isEmpty()) {
      lines.add("");
      aligned(rest);
    }
    for (String from : referencedBy.getOrDefault(table.id(), List.of())) {
      lines.add("  referenced by " + from);
    }
  }

  private static List<String> column(Column column) {
    String comment = column.comment().map(text -> "-- " + oneLine(text)).orElse("");
    return List.of(
        column.name(),
        column.type().text(),
        column.notNull().isPresent() ? "not null" : "",
        (filling(column.filling()) + " " + comment).strip());
  }

  private static String filling(Filling filling) {
    return switch (filling) {
      case Filling.None() -> "";
      case Filling.Default(String expression) -> "default " + oneLine(expression);
      case Filling.Serial serial -> "serial";
      case Filling.ForeignSequence(QualifiedName sequence, String expression) ->
          "default from " + sequence;
      case Filling.Identity(Code<?> kind, QualifiedName sequence) -> "identity " + kind;
      case Filling.Generated(Code<?> kind, String expression) ->
          "generated " + kind + ": " + oneLine(expression);
    };
  }

  private static String index(Index index) {
    String keys =
        index.keys().stream()
            .map(key -> key.column().or(key::expression).orElse("?") + order(key))
            .collect(Collectors.joining(", "));
    return (index.unique() ? "unique index " : "index ")
        + index.method()
        + " ("
        + keys
        + ")"
        + (index.include().isEmpty() ? "" : " include (" + String.join(", ", index.include()) + ")")
        + index.predicate().map(where -> " where " + oneLine(where)).orElse("")
        + (index.valid() ? "" : ", not valid");
  }

  private static String order(Index.Key key) {
    String nulls =
        key.nullsFirst() == key.descending()
            ? ""
            : key.nullsFirst() ? " nulls first" : " nulls last";
    return (key.descending() ? " desc" : "") + nulls;
  }

  private static String trigger(Trigger trigger) {
    String events =
        trigger.events().stream().map(Enum::name).sorted().collect(Collectors.joining(" or "));
    return "trigger "
        + (trigger.timing() + " " + events).toLowerCase(Locale.ROOT).replace('_', ' ')
        + ": "
        + trigger.function();
  }

  private static List<String> type(UserType type) {
    return switch (type) {
      case UserType.Enumeration e -> List.of(e.name(), "enum", String.join(", ", e.labels()));
      case UserType.Composite c ->
          List.of(
              c.name(),
              "composite",
              c.attributes().stream()
                  .map(each -> each.name() + " " + each.type())
                  .collect(Collectors.joining(", ")));
      case UserType.Domain d -> List.of(d.name(), "domain", d.of().text());
      case UserType.Range r -> List.of(r.name(), "range", r.of().text());
      case UserType.BaseType b -> List.of(b.name(), "base", "");
      case UserType.Other o -> List.of(o.name(), "Unknown('" + o.code() + "')", "");
    };
  }

  private static List<String> sequence(Sequence sequence) {
    String owner = sequence.owner().map(its -> its.table() + "." + its.column()).orElse("");
    return List.of(sequence.name(), sequence.type(), owner);
  }

  private static List<String> routine(Routine routine) {
    return List.of(
        routine.name() + "(" + routine.identity() + ")",
        routine.kind().toString(),
        routine.result().orElse(""));
  }

  private void aligned(List<List<String>> rows) {
    int[] widths = new int[rows.isEmpty() ? 0 : rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder("  ");
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
      }
      lines.add(line.toString().stripTrailing());
    }
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }
}
