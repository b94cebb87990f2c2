// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.bytes.ByteWriter;
import dev.upq.codec.BuiltinTypes;
import dev.upq.row.Column;
import dev.upq.row.Columns;
import dev.upq.row.QueryResult;
import dev.upq.type.Codec;
import dev.upq.type.PgType;
import dev.upq.wire.DataRow;
import dev.upq.wire.Format;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Results without a server: columns as {@code "id int4"}, and rows of values. Stateless. */
final class Results {

  private Results() {}

  /** Columns, each given as its name and its type, the last word. */
  static Columns columns(String... described) {
    List<Column> columns = new ArrayList<>();
    for (String each : described) {
      int space = each.lastIndexOf(' ');
      columns.add(column(each.substring(0, space), type(each.substring(space + 1))));
    }
    return new Columns(columns);
  }

  static Column column(String name, PgType type) {
    return new Column(name, 0, 0, type, -1, Format.BINARY);
  }

  static PgType type(String name) {
    return BuiltinTypes.registry().byName(name).orElseThrow();
  }

  /** A column of a type of the test's own. */
  static Column column(String name, Codec<?> codec) {
    return column(name, PgType.scalar(99_999, codec.typeName(), codec, 0));
  }

  static QueryResult of(Columns columns, @Nullable Object[]... rows) {
    List<DataRow> data = new ArrayList<>();
    for (@Nullable Object[] row : rows) {
      ByteWriter body = new ByteWriter();
      body.int2(row.length);
      for (int i = 0; i < row.length; i++) {
        Object value = row[i];
        if (value == null) {
          body.int4(-1);
        } else {
          int mark = body.beginValue();
          columns.at(i).type().codec().encodeObject(value, body);
          body.endValue(mark);
        }
      }
      byte[] bytes = body.toByteArray();
      data.add(DataRow.view(bytes, 0, bytes.length));
    }
    return new QueryResult(columns, data, "SELECT " + rows.length, RecordMapping.instance());
  }

  /** One row. */
  static QueryResult row(Columns columns, @Nullable Object... values) {
    return of(columns, new @Nullable Object[][] {values});
  }
}
