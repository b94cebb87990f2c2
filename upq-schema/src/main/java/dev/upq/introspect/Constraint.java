// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.List;
import java.util.Optional;

/**
 * A constraint of a table or a domain; those that only say NOT NULL stand at their column. Names
 * are unique within their table, not within a schema. Immutable.
 *
 * @param columns in the order of its key; for a check, those that it mentions
 * @param definition as it is written behind {@code CONSTRAINT name}
 * @param deferrable whether it can be checked at the end of a transaction
 * @param deferred whether it is, unless a transaction says otherwise
 * @param enforced false where nobody checks it; since PostgreSQL 18
 * @param validated false where older rows have not been looked at
 * @param local whether the table itself declares it; false where it only inherits it
 * @param inheritable false where children of the table are free of it
 * @param period whether its last column is a WITHOUT OVERLAPS or PERIOD; since PostgreSQL 18
 * @param index the index behind it: its own, or for a foreign key that of the referenced table
 * @param reference of a foreign key
 * @param operators of an exclusion, one for each part of its key
 */
public record Constraint(
    String name,
    Code<ConstraintKind> kind,
    List<String> columns,
    String definition,
    boolean deferrable,
    boolean deferred,
    boolean enforced,
    boolean validated,
    boolean local,
    boolean inheritable,
    boolean period,
    Optional<QualifiedName> index,
    Optional<Reference> reference,
    List<String> operators,
    Optional<String> comment)
    implements Named {

  public Constraint {
    columns = List.copyOf(columns);
    operators = List.copyOf(operators);
  }

  Constraint defined(String text) {
    return new Constraint(
        name,
        kind,
        columns,
        text,
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
        comment);
  }

  /**
   * What a foreign key points at.
   *
   * @param columns in the order of the key
   * @param setColumns those that SET NULL or SET DEFAULT is about; empty where it is all
   */
  public record Reference(
      QualifiedName table,
      List<String> columns,
      Code<ReferenceAction> onUpdate,
      Code<ReferenceAction> onDelete,
      Code<ReferenceMatch> match,
      List<String> setColumns) {

    public Reference {
      columns = List.copyOf(columns);
      setColumns = List.copyOf(setColumns);
    }
  }
}
