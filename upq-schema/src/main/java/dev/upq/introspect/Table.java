// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A table, view, materialized view or foreign table. Immutable.
 *
 * @param owner a role
 * @param columns in their order; dropped ones are not there
 * @param constraints by name
 * @param indexes by name
 * @param triggers by name
 * @param rules by name
 * @param policies by name
 * @param statistics by name
 * @param rowSecurity whether policies count
 * @param rowSecurityForced whether they count for the owner too
 * @param options its storage parameters and those of a view, {@code security_invoker=true}
 * @param partitioning of a partitioned table
 * @param partitionOf of a partition
 * @param inherits its parents by inheritance, in order
 * @param view of a view or materialized view
 * @param server of a foreign table
 * @param ofType the composite type that it was made from
 * @param privileges what the current role may do with it: {@code SELECT}, {@code INSERT}, ...
 */
public record Table(
    QualifiedName id,
    Code<TableKind> kind,
    Code<Persistence> persistence,
    String owner,
    List<Column> columns,
    List<Constraint> constraints,
    List<Index> indexes,
    List<Trigger> triggers,
    List<Rule> rules,
    List<Policy> policies,
    List<Statistics> statistics,
    boolean rowSecurity,
    boolean rowSecurityForced,
    List<String> options,
    Optional<Partitioning> partitioning,
    Optional<PartitionOf> partitionOf,
    List<QualifiedName> inherits,
    Optional<View> view,
    Optional<String> server,
    Optional<String> ofType,
    Set<String> privileges,
    Optional<String> comment)
    implements Named {

  public Table {
    columns = List.copyOf(columns);
    constraints = List.copyOf(constraints);
    indexes = List.copyOf(indexes);
    triggers = List.copyOf(triggers);
    rules = List.copyOf(rules);
    policies = List.copyOf(policies);
    statistics = List.copyOf(statistics);
    options = List.copyOf(options);
    inherits = List.copyOf(inherits);
    privileges = Set.copyOf(privileges);
  }

  @Override
  public String name() {
    return id.name();
  }

  @Override
  public String sql() {
    return id.sql();
  }

  public Optional<Column> column(String named) {
    return columns.stream().filter(column -> column.name().equals(named)).findFirst();
  }

  public Optional<Constraint> constraint(String named) {
    return constraints.stream().filter(c -> c.name().equals(named)).findFirst();
  }

  public Optional<Index> index(String named) {
    return indexes.stream().filter(index -> index.name().equals(named)).findFirst();
  }

  public Optional<Trigger> trigger(String named) {
    return triggers.stream().filter(trigger -> trigger.name().equals(named)).findFirst();
  }

  /** The columns of its primary key in order; none where it has no such key. */
  public List<String> primaryKey() {
    return constraints.stream()
        .filter(constraint -> constraint.kind().is(ConstraintKind.PRIMARY_KEY))
        .findFirst()
        .map(Constraint::columns)
        .orElse(List.of());
  }

  /** Its foreign keys by name. */
  public List<Constraint> foreignKeys() {
    return constraints.stream()
        .filter(constraint -> constraint.kind().is(ConstraintKind.FOREIGN_KEY))
        .toList();
  }

  /**
   * How a table is divided.
   *
   * @param key as it is written behind PARTITION BY
   */
  public record Partitioning(Code<PartitionStrategy> strategy, String key) {}

  /**
   * What a partition is a part of.
   *
   * @param bound as it is written behind PARTITION OF; {@code DEFAULT} for the default partition
   * @param detaching whether a DETACH CONCURRENTLY has begun and not ended
   */
  public record PartitionOf(QualifiedName table, String bound, boolean detaching) {

    /** Whether it takes the rows that no other partition does. */
    public boolean isDefault() {
      return bound.equals("DEFAULT");
    }
  }

  /**
   * What a view shows.
   *
   * @param definition its query; the server writes it anew, and versions differ in how
   * @param insertable whether rows can be inserted through it without a trigger
   * @param updatable whether rows can be updated and deleted through it without a trigger
   * @param populated false for a materialized view that has never been filled
   */
  public record View(String definition, boolean insertable, boolean updatable, boolean populated) {}
}
