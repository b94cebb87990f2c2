// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect.source;

import dev.upq.introspect.Column;
import dev.upq.introspect.Nulls;
import dev.upq.introspect.StatementShape;
import dev.upq.introspect.TypeRef;
import java.util.Optional;

/**
 * A column of a query or table that becomes a component of a record. Immutable.
 *
 * @param name as the database has it
 * @param nullable whether it may be NULL
 * @param comment what is said of it, for the doc of the record
 */
public record Field(String name, TypeRef type, boolean nullable, Optional<String> comment) {

  /** A column of a query; it may be NULL unless that is known not to be. */
  public static Field of(StatementShape.Result column) {
    return new Field(column.name(), column.type(), column.nulls() != Nulls.NEVER, Optional.empty());
  }

  /** A column of a table. */
  public static Field of(Column column) {
    return new Field(column.name(), column.type(), column.notNull().isEmpty(), column.comment());
  }
}
