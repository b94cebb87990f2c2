// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import dev.upq.bytes.ByteWriter;
import dev.upq.proof.sim.NonceOracle;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.BindComplete;
import dev.upq.wire.CommandComplete;
import dev.upq.wire.DataRow;
import dev.upq.wire.Field;
import dev.upq.wire.Format;
import dev.upq.wire.Octets;
import dev.upq.wire.ParameterDescription;
import dev.upq.wire.ParseComplete;
import dev.upq.wire.ReadyForQuery;
import dev.upq.wire.RowDescription;
import dev.upq.wire.TransactionStatus;
import java.util.ArrayList;
import java.util.List;

/** Right answers to statements with nonces. Stateless. */
final class Answers {

  private static final int INT8_OID = 20;
  private static final int TEXT_OID = 25;
  private static final RowDescription COLUMNS =
      new RowDescription(
          List.of(field("nonce", INT8_OID, 8), field("i", INT8_OID, 8), field("t", TEXT_OID, -1)));

  private Answers() {}

  static List<BackendMessage> prepared() {
    return List.of(new ParseComplete(), new ParameterDescription(List.of(INT8_OID)), COLUMNS);
  }

  static List<BackendMessage> executed(String sql, long nonce) {
    List<BackendMessage> answer = new ArrayList<>();
    answer.add(new BindComplete());
    answer.addAll(rows(sql, nonce, true));
    return answer;
  }

  static List<BackendMessage> queried(String sql, long nonce) {
    List<BackendMessage> answer = new ArrayList<>();
    answer.add(COLUMNS);
    answer.addAll(rows(sql, nonce, false));
    return answer;
  }

  static BackendMessage ready() {
    return new ReadyForQuery(TransactionStatus.IDLE);
  }

  /** A right answer of that kind. */
  static List<BackendMessage> example(Question question) {
    List<BackendMessage> example =
        new ArrayList<>(
            question.equals(Question.PREPARE)
                ? prepared()
                : question.simple() ? queried("nonce 3", 3) : executed("nonce $1", 3));
    example.add(ready());
    return example;
  }

  private static List<BackendMessage> rows(String sql, long nonce, boolean binary) {
    List<BackendMessage> rows = new ArrayList<>();
    for (NonceOracle.Row row : NonceOracle.rows(sql, nonce)) {
      rows.add(
          DataRow.of(
              List.of(
                  int8(row.nonce(), binary), int8(row.index(), binary), Octets.utf8(row.text()))));
    }
    rows.add(new CommandComplete(NonceOracle.tag(sql, nonce)));
    return rows;
  }

  private static Octets int8(long value, boolean binary) {
    return binary
        ? Octets.of(new ByteWriter().int8(value).toByteArray())
        : Octets.utf8(Long.toString(value));
  }

  private static Field field(String name, int typeOid, int typeSize) {
    return new Field(name, 0, 0, typeOid, typeSize, -1, Format.TEXT);
  }
}
