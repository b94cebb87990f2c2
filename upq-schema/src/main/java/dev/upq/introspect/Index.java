// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.List;
import java.util.Optional;

/**
 * An index of a table, in the table's schema. Immutable.
 *
 * @param method {@code btree}, {@code gin}, ...
 * @param keys in order
 * @param include columns that it only carries
 * @param predicate of a partial index
 * @param options its storage parameters, {@code fillfactor=70}
 * @param nullsNotDistinct whether a unique index takes two NULLs for the same
 * @param valid false where queries cannot use it: it failed, or is being built
 * @param ready false where changes do not reach it yet: it is being built
 * @param live false where it is being dropped
 * @param constraint the name of the constraint that it stands behind
 * @param parent the index of the partitioned table that it is a part of
 */
public record Index(
    String name,
    String method,
    List<Key> keys,
    List<String> include,
    Optional<String> predicate,
    List<String> options,
    boolean unique,
    boolean primary,
    boolean nullsNotDistinct,
    boolean valid,
    boolean ready,
    boolean live,
    boolean clustered,
    boolean replicaIdentity,
    Optional<String> constraint,
    Optional<QualifiedName> parent,
    Optional<String> comment)
    implements Named {

  public Index {
    keys = List.copyOf(keys);
    include = List.copyOf(include);
    options = List.copyOf(options);
  }

  /**
   * One part of an index's key.
   *
   * @param column present where it is a column
   * @param expression present where it is not
   * @param operatorClass present where it is not the type's default
   * @param collation present where it is not the column's
   * @param nullsFirst the default where it is descending
   */
  public record Key(
      Optional<String> column,
      Optional<String> expression,
      Optional<QualifiedName> operatorClass,
      Optional<QualifiedName> collation,
      boolean descending,
      boolean nullsFirst) {

    Key of(Optional<String> named) {
      return new Key(named, expression, operatorClass, collation, descending, nullsFirst);
    }
  }
}
