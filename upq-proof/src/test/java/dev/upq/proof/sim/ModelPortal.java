// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import dev.upq.bytes.ByteWriter;
import dev.upq.wire.DataRow;
import dev.upq.wire.Field;
import dev.upq.wire.Format;
import dev.upq.wire.Octets;
import dev.upq.wire.RowDescription;
import java.util.ArrayList;
import java.util.List;

/** A statement that has been given its parameter, and how far it has got. One thread at a time. */
final class ModelPortal {

  private static final int INT8_OID = 20;
  private static final int TEXT_OID = 25;
  private static final List<Field> NONCE_FIELDS =
      List.of(field("nonce", INT8_OID, 8), field("i", INT8_OID, 8), field("t", TEXT_OID, -1));
  private static final List<Field> SELECT_FIELDS = List.of(field("value", TEXT_OID, -1));

  private final ModelSql sql;
  private final NonceAnswer answer;
  private final List<Format> formats;
  private boolean begun;
  private int nextRow;

  ModelPortal(ModelSql sql, long nonce, List<Format> formats) {
    this.sql = sql;
    this.answer =
        sql.verb() == ModelSql.Verb.SELECT
            ? new NonceAnswer(ModelSql.Verb.SELECT, 0, 1)
            : NonceAnswer.to(sql, nonce);
    this.formats = formats;
  }

  /** What a statement's rows look like, in text. */
  static RowDescription describe(ModelSql sql) {
    return new RowDescription(sql.verb() == ModelSql.Verb.SELECT ? SELECT_FIELDS : NONCE_FIELDS);
  }

  ModelSql sql() {
    return sql;
  }

  NonceAnswer answer() {
    return answer;
  }

  /** True at the first call only. */
  boolean begin() {
    boolean first = !begun;
    begun = true;
    return first;
  }

  boolean rowsLeft() {
    return nextRow < answer.rows();
  }

  int rowsGiven() {
    return nextRow;
  }

  RowDescription describe() {
    List<Field> fields = new ArrayList<>();
    List<Field> plain = describe(sql).fields();
    for (int i = 0; i < plain.size(); i++) {
      Field field = plain.get(i);
      fields.add(
          new Field(
              field.name(),
              field.tableOid(),
              field.columnNumber(),
              field.typeOid(),
              field.typeSize(),
              field.typeModifier(),
              format(i)));
    }
    return new RowDescription(fields);
  }

  /** The tag once all rows have been given. */
  String tag() {
    return sql.verb() == ModelSql.Verb.SELECT ? "SELECT 1" : answer.tag();
  }

  /** Takes the next row. */
  DataRow row() {
    int index = nextRow++;
    if (sql.verb() == ModelSql.Verb.SELECT) {
      return DataRow.of(List.of(Octets.utf8("1")));
    }
    return DataRow.of(
        List.of(
            int8(answer.nonce(), format(0)),
            int8(index, format(1)),
            Octets.utf8(answer.text(index))));
  }

  private Format format(int column) {
    return switch (formats.size()) {
      case 0 -> Format.TEXT;
      case 1 -> formats.getFirst();
      default -> formats.get(column);
    };
  }

  private static Octets int8(long value, Format format) {
    return switch (format) {
      case TEXT -> Octets.utf8(Long.toString(value));
      case BINARY -> Octets.of(new ByteWriter().int8(value).toByteArray());
    };
  }

  private static Field field(String name, int typeOid, int typeSize) {
    return new Field(name, 0, 0, typeOid, typeSize, -1, Format.TEXT);
  }
}
