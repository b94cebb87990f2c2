// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A table and what hangs on it as lines. Stateless. */
final class TableText {

  /** What the server calls a NOT NULL that nobody named; older ones have no names for them. */
  private static final Pattern UNNAMED = Pattern.compile(".*_not_null\\d*");

  /** The key of the line that tells the order of the columns. */
  static final String ORDER = ": columns";

  private TableText() {}

  static void add(List<Line> lines, Table table) {
    String key = key(table);
    lines.add(new Line(key, head(table)));
    lines.add(new Line(key + ORDER, Words.listed(Words.names(names(table.columns())))));
    for (Column column : table.columns()) {
      lines.add(new Line(key + ": column " + QualifiedName.shown(column.name()), column(column)));
    }
    table.constraints().forEach(constraint -> constraint(lines, key, constraint));
    table.indexes().stream()
        .filter(index -> !saidByItsConstraint(index))
        .forEach(index -> under(lines, key, "index", index, IndexText.of(index)));
    table.triggers().forEach(t -> under(lines, key, "trigger", t, TriggerText.of(t)));
    table.rules().forEach(rule -> under(lines, key, "rule", rule, rule(rule)));
    table.policies().forEach(policy -> under(lines, key, "policy", policy, policy(policy)));
    for (Statistics each : table.statistics()) {
      Words text = new Words().add(Words.oneLine(each.definition())).comment(each.comment());
      lines.add(new Line(key + ": statistics " + each.id(), text.toString()));
    }
  }

  private static List<String> names(List<Column> columns) {
    return columns.stream().map(Column::name).toList();
  }

  private static void under(List<Line> lines, String key, String what, Named named, Words text) {
    String name = QualifiedName.shown(named.name());
    lines.add(new Line(key + ": " + what + " " + name, text.toString()));
  }

  private static String key(Table table) {
    return kind(table.kind()) + " " + table.id();
  }

  static String kind(Code<TableKind> kind) {
    return switch (kind) {
      case Code.Known<TableKind>(TableKind known) ->
          switch (known) {
            case ORDINARY, PARTITIONED -> "table";
            case VIEW -> "view";
            case MATERIALIZED_VIEW -> "materialized view";
            case FOREIGN -> "foreign table";
          };
      case Code.Unknown<TableKind> unknown -> unknown.toString();
    };
  }

  private static String head(Table table) {
    Words text =
        new Words()
            .addIf(!table.persistence().is(Persistence.PERMANENT), table.persistence().toString())
            .add("of", table.ofType())
            .add("partition of", table.partitionOf().map(TableText::partition))
            .add("partition by", table.partitioning().map(p -> p.strategy() + " " + p.key()))
            .add("inherits", table.inherits().stream().map(String::valueOf).toList())
            .add("server", table.server().map(QualifiedName::shown))
            .addIf(table.rowSecurity(), "row security")
            .addIf(table.rowSecurityForced(), "forced")
            .add("with", table.options());
    table.view().ifPresent(view -> text.add("as " + Words.oneLine(view.definition())));
    return text.comment(table.comment()).toString();
  }

  private static String partition(Table.PartitionOf part) {
    return part.table() + " " + part.bound() + (part.detaching() ? " (being detached)" : "");
  }

  private static String column(Column column) {
    Words text = new Words().add(column.type().text()).add("collate", column.collation());
    column.notNull().ifPresent(rule -> notNull(text, rule));
    switch (column.filling()) {
      case Filling.None none -> text.add("");
      case Filling.Default d -> text.add("default " + d.expression());
      case Filling.Serial serial -> text.add("serial " + serial.expression());
      case Filling.ForeignSequence s -> text.add("default " + s.expression());
      case Filling.Identity i -> text.add("identity " + i.kind()).add("from " + i.sequence());
      case Filling.Generated g -> text.add("generated (" + g.expression() + ")").add(g.kind() + "");
    }
    return text.addIf(!column.local(), "inherited").comment(column.comment()).toString();
  }

  private static void notNull(Words text, Column.NotNull rule) {
    Optional<String> named = rule.constraint().filter(name -> !UNNAMED.matcher(name).matches());
    text.add("not null")
        .add("named", named.map(QualifiedName::shown))
        .addIf(!rule.validated(), "not valid")
        .addIf(!rule.inheritable(), "no inherit");
  }

  /** An attribute of a composite type, with its name. */
  static String typed(Column attribute) {
    return QualifiedName.shown(attribute.name()) + " " + column(attribute);
  }

  static void constraint(List<Line> lines, String key, Constraint constraint) {
    under(
        lines,
        key,
        "constraint",
        constraint,
        new Words()
            .add(Words.oneLine(constraint.definition()))
            .addIf(!constraint.local(), "inherited")
            .comment(constraint.comment()));
  }

  private static boolean saidByItsConstraint(Index index) {
    return index.constraint().isPresent()
        && index.valid()
        && index.ready()
        && index.live()
        && !index.clustered()
        && !index.replicaIdentity()
        && index.comment().isEmpty();
  }

  private static Words rule(Rule rule) {
    return new Words()
        .add(Words.oneLine(rule.definition()))
        .addIf(!rule.enabled().is(Enablement.ORIGIN), rule.enabled().toString())
        .comment(rule.comment());
  }

  private static Words policy(Policy policy) {
    return new Words()
        .addIf(!policy.permissive(), "restrictive")
        .add("for " + policy.command().toString().toLowerCase(Locale.ROOT))
        .add("to " + Words.listed(new TreeSet<>(Words.names(policy.roles()))))
        .add("using", policy.using())
        .add("check", policy.check())
        .comment(policy.comment());
  }
}
