// SPDX-License-Identifier: Apache-2.0
package dev.upq.row;

import dev.upq.type.PgType;
import dev.upq.wire.Field;
import dev.upq.wire.Format;

/**
 * One column of a result. Immutable.
 *
 * @param name as the query names it; not unique; {@code ?column?} where it has none
 * @param tableOid the table that it comes from, or 0
 * @param attributeNumber its number in that table, or 0
 * @param type its type
 * @param typeModifier for example the length of a varchar; -1 where there is none
 * @param format how its values come over the wire
 */
public record Column(
    String name, int tableOid, int attributeNumber, PgType type, int typeModifier, Format format) {

  /**
   * The column that a field of RowDescription describes, of the given type, coming in the given
   * format.
   */
  public static Column of(Field field, PgType type, Format format) {
    return new Column(
        field.name(), field.tableOid(), field.columnNumber(), type, field.typeModifier(), format);
  }
}
