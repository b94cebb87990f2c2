// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.bytes.ByteWriter;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgException;
import dev.upq.testkit.script.Conversation;
import dev.upq.testkit.script.FakeServer;
import dev.upq.testkit.script.Greeting;
import dev.upq.testkit.script.Script;
import dev.upq.wire.Bind;
import dev.upq.wire.BindComplete;
import dev.upq.wire.CommandComplete;
import dev.upq.wire.Describe;
import dev.upq.wire.Execute;
import dev.upq.wire.Field;
import dev.upq.wire.Format;
import dev.upq.wire.ParameterDescription;
import dev.upq.wire.Parse;
import dev.upq.wire.ParseComplete;
import dev.upq.wire.ReadyForQuery;
import dev.upq.wire.RowDescription;
import dev.upq.wire.Sync;
import dev.upq.wire.TransactionStatus;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A row that is not as described, or not a row at all, is no answer. */
class ImpossibleRowTest {

  private static final int TEXT_OID = 25;
  private static final ReadyForQuery READY = new ReadyForQuery(TransactionStatus.IDLE);

  @Test
  void rowAsDescribedIsTheAnswer() {
    try (FakeServer server = FakeServer.serving(answering(row(2, 1)));
        PgConnection connection = Visit.connect(server, "")) {
      assertThat(connection.query("select a, b").size()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 65_535})
  @DisplayName("P6: a row of more or fewer columns than described breaks the protocol")
  void rowOfAnotherNumberOfColumnsBreaksTheProtocol(int columns) {
    broken(row(columns, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {-2, -3, Integer.MIN_VALUE})
  @DisplayName("P6: a value of a negative length that is not NULL breaks the protocol")
  void negativeLengthOtherThanThatOfNullBreaksTheProtocol(int length) {
    broken(row(2, length));
  }

  private static void broken(byte[] row) {
    try (FakeServer server = FakeServer.serving(answering(row));
        PgConnection connection = Visit.connect(server, "")) {
      assertThatThrownBy(() -> connection.query("select a, b")).isInstanceOf(PgException.class);
      Visit.endsByViolation(connection);
    }
  }

  /** A row whose values all claim that length, and have no byte where it is negative. */
  private static byte[] row(int columns, int length) {
    ByteWriter out = new ByteWriter();
    int frame = out.beginFrame('D');
    out.int2(columns);
    for (int i = 0; i < columns; i++) {
      out.int4(length).bytes(new byte[Math.max(0, length)], 0, Math.max(0, length));
    }
    out.endFrame(frame);
    return out.toByteArray();
  }

  private static Script answering(byte[] row) {
    return conversation -> {
      Greeting.postgres18().accept(conversation);
      describe(conversation);
      conversation.expect(Bind.class);
      conversation.expect(Execute.class);
      conversation.expect(Sync.class);
      conversation.send(new BindComplete());
      conversation.sendRaw(row);
      conversation.send(new CommandComplete("SELECT 1"), READY);
      conversation.discard();
    };
  }

  private static void describe(Conversation conversation) {
    conversation.expect(Parse.class);
    conversation.expect(Describe.class);
    conversation.expect(Sync.class);
    conversation.send(
        new ParseComplete(),
        new ParameterDescription(List.of()),
        new RowDescription(List.of(column("a"), column("b"))),
        READY);
  }

  private static Field column(String name) {
    return new Field(name, 0, 0, TEXT_OID, -1, -1, Format.TEXT);
  }
}
