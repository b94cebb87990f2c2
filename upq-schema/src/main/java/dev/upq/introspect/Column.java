// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.Optional;
import java.util.Set;

/**
 * A column of a table, or an attribute of a composite type. Immutable.
 *
 * @param ordinal its place among the columns that there are, from 1
 * @param attributeNumber its number in {@code pg_attribute}: dropped columns keep theirs, so these
 *     may have gaps
 * @param notNull present where it cannot be NULL
 * @param filling where its values come from when none is given
 * @param collation present where it is another than its type's own
 * @param local whether the table itself declares it; false where it only inherits it
 * @param privileges what the current role may do with it beyond what it may with the table; only
 *     where columns have grants of their own
 */
public record Column(
    int ordinal,
    int attributeNumber,
    String name,
    TypeRef type,
    Optional<NotNull> notNull,
    Filling filling,
    Optional<QualifiedName> collation,
    boolean local,
    Set<String> privileges,
    Optional<String> comment)
    implements Named {

  public Column {
    privileges = Set.copyOf(privileges);
  }

  Column at(int place) {
    return new Column(
        place,
        attributeNumber,
        name,
        type,
        notNull,
        filling,
        collation,
        local,
        privileges,
        comment);
  }

  /**
   * That a column cannot be NULL.
   *
   * @param constraint the name of its constraint; since PostgreSQL 18, empty before
   * @param validated false where older rows have not been looked at
   * @param inheritable false where children of the table are free of it
   */
  public record NotNull(Optional<String> constraint, boolean validated, boolean inheritable) {}
}
