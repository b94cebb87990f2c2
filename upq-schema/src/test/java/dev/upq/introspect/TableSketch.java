// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A table of a model that no server has: columns, a primary key, foreign keys. One thread. */
public final class TableSketch {

  private final QualifiedName id;
  private final List<Column> columns = new ArrayList<>();
  private final List<Constraint> constraints = new ArrayList<>();

  private TableSketch(String schema, String name) {
    this.id = new QualifiedName(schema, name);
  }

  public static TableSketch of(String schema, String name) {
    return new TableSketch(schema, name);
  }

  /** A built-in type. */
  public static TypeRef type(String name) {
    return type("pg_catalog", name, 0);
  }

  public static TypeRef type(String schema, String name, int dimensions) {
    String text = name + "[]".repeat(dimensions);
    return new TypeRef(0, new QualifiedName(schema, name), dimensions, List.of(), text);
  }

  public TableSketch column(String name, TypeRef type, boolean nullable) {
    Optional<Column.NotNull> notNull =
        nullable ? Optional.empty() : Optional.of(new Column.NotNull(Optional.empty(), true, true));
    int number = columns.size() + 1;
    columns.add(
        new Column(
            number,
            number,
            name,
            type,
            notNull,
            new Filling.None(),
            Optional.empty(),
            true,
            Set.of(),
            Optional.empty()));
    return this;
  }

  public TableSketch primaryKey(String... names) {
    return constraint(ConstraintKind.PRIMARY_KEY, List.of(names), Optional.empty());
  }

  /** From a column of its own to one of another. */
  public TableSketch foreignKey(String column, String table, String to) {
    Constraint.Reference reference =
        new Constraint.Reference(
            new QualifiedName(id.schema(), table),
            List.of(to),
            new Code.Known<>(ReferenceAction.NO_ACTION),
            new Code.Known<>(ReferenceAction.NO_ACTION),
            new Code.Known<>(ReferenceMatch.SIMPLE),
            List.of());
    return constraint(ConstraintKind.FOREIGN_KEY, List.of(column), Optional.of(reference));
  }

  private TableSketch constraint(
      ConstraintKind kind, List<String> names, Optional<Constraint.Reference> reference) {
    constraints.add(
        new Constraint(
            kind + "_" + constraints.size(),
            new Code.Known<>(kind),
            names,
            "",
            false,
            false,
            true,
            true,
            true,
            true,
            false,
            Optional.empty(),
            reference,
            List.of(),
            Optional.empty()));
    return this;
  }

  public Table table() {
    return new Table(
        id,
        new Code.Known<>(TableKind.ORDINARY),
        new Code.Known<>(Persistence.PERMANENT),
        "ann",
        columns,
        constraints,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        false,
        false,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Set.of(),
        Optional.empty());
  }

  /** A database of one schema. */
  public static Database database(String schema, List<UserType> types, List<Table> tables) {
    Schema only =
        new Schema(schema, "ann", tables, List.of(), types, List.of(), true, Optional.empty());
    return new Database(
        "sketch", 180_000, List.of(only), List.of(), List.of(), List.of(), Set.of());
  }
}
