// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.mutants;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.bytes.ByteWriter;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgException;
import dev.upq.testkit.script.FakeServer;
import dev.upq.testkit.script.Greeting;
import dev.upq.testkit.script.Script;
import dev.upq.wire.Query;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A length that cannot be is refused by the header alone; nothing behind it is waited for. */
class ImpossibleLengthTest {

  private static final int ABOVE_THE_SHORT_LIMIT = 30_001;

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 3})
  @DisplayName("P2: a length below 4 breaks the protocol")
  void lengthThatIsTooSmallBreaksTheProtocol(int length) {
    refused(length);
  }

  @ParameterizedTest
  @ValueSource(ints = {ABOVE_THE_SHORT_LIMIT, Integer.MAX_VALUE})
  @DisplayName("P3: a length above the limit of its type breaks the protocol")
  void lengthThatIsTooLargeBreaksTheProtocol(int length) {
    refused(length);
  }

  private static void refused(int length) {
    byte[] header = new ByteWriter().int1('C').int4(length).toByteArray();
    Script script =
        conversation -> {
          Greeting.postgres18().accept(conversation);
          conversation.expect(Query.class);
          conversation.sendRaw(header);
        };
    try (FakeServer server = FakeServer.serving(script);
        PgConnection connection = Visit.connect(server, "")) {
      assertThatThrownBy(() -> connection.script("select 1")).isInstanceOf(PgException.class);
      Visit.endsByViolation(connection);
    }
  }
}
