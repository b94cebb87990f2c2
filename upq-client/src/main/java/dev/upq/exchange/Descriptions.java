// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.row.Column;
import dev.upq.row.Columns;
import dev.upq.type.PgType;
import dev.upq.type.PgTypeRegistry;
import dev.upq.wire.Field;
import dev.upq.wire.Format;
import dev.upq.wire.RowDescription;
import java.util.ArrayList;
import java.util.List;

/** Columns made of what the server says of them. Stateless. */
final class Descriptions {

  private Descriptions() {}

  /**
   * The columns as they will be asked for: in binary where a codec knows the type, else in text.
   */
  static Columns columns(RowDescription description, PgTypeRegistry types) {
    List<Column> columns = new ArrayList<>(description.fields().size());
    for (Field field : description.fields()) {
      PgType type = types.type(field.typeOid());
      columns.add(Column.of(field, type, type.binary() ? Format.BINARY : Format.TEXT));
    }
    return new Columns(columns);
  }

  /**
   * The columns as they were asked for, with the formats of one request: one for each column, one
   * for all, or none for text. A type that is not known is what it was believed to be.
   */
  static Columns columns(RowDescription description, PgTypeRegistry types, Columns believed) {
    List<Format> requested = believed.formats();
    List<Column> columns = new ArrayList<>(description.fields().size());
    for (int i = 0; i < description.fields().size(); i++) {
      Field field = description.fields().get(i);
      Format format =
          requested.isEmpty() ? Format.TEXT : requested.get(Math.min(i, requested.size() - 1));
      PgType type = types.type(field.typeOid());
      if (!types.knows(field.typeOid()) && i < believed.size()) {
        PgType last = believed.at(i).type();
        type = last.oid() == field.typeOid() ? last : type;
      }
      columns.add(Column.of(field, type, format));
    }
    return new Columns(columns);
  }

  /** The same columns with what is known of their types now. */
  static Columns retyped(Columns columns, PgTypeRegistry types) {
    List<Column> again = new ArrayList<>(columns.size());
    for (Column column : columns) {
      PgType type = types.type(column.type().oid());
      again.add(
          new Column(
              column.name(),
              column.tableOid(),
              column.attributeNumber(),
              type,
              column.typeModifier(),
              type.binary() ? Format.BINARY : Format.TEXT));
    }
    return new Columns(again);
  }
}
