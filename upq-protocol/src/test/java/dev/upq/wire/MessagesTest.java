// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MessagesTest {

  @Test
  void theTagOfACommandEndsInItsRows() {
    assertThat(new CommandComplete("SELECT 3").rows()).isEqualTo(3);
    assertThat(new CommandComplete("INSERT 0 5").rows()).isEqualTo(5);
    assertThat(new CommandComplete("INSERT 0 0").rows()).isZero();
    assertThat(new CommandComplete("COPY 9223372036854775807").rows()).isEqualTo(Long.MAX_VALUE);
    for (String none :
        List.of(
            "BEGIN",
            "CREATE TABLE",
            "",
            "7",
            "X7",
            "SELECT ",
            "COPY 9223372036854775808",
            "COPY -1",
            "A ٣")) {
      assertThat(new CommandComplete(none).rows()).as(none).isEqualTo(-1);
    }
  }

  @Test
  @DisplayName("P14: cancel keys of 4 bytes under 3.0, of 4 to 256 under 3.2")
  void keyLengths() {
    for (int length : new int[] {0, 3, 4, 5, 256, 257}) {
      byte[] body = new ByteWriter().int4(1).bytes(new byte[length]).toByteArray();
      BackendKeyData key = (BackendKeyData) BackendMessage.decode((byte) 'K', new ByteReader(body));
      assertThat(key.secretKey().length()).isEqualTo(length);
      assertThat(key.keyLengthAllowed(0)).isEqualTo(length == 4);
      assertThat(key.keyLengthAllowed(2)).isEqualTo(length >= 4 && length <= 256);
    }
  }

  @Test
  @DisplayName("P14: the version offered is the whole version, as servers write it")
  void negotiation() {
    assertThat(RandomMessages.frame(new NegotiateProtocolVersion(2, List.of("_pq_.x"))))
        .containsExactly('v', 0, 0, 0, 19, 0, 3, 0, 2, 0, 0, 0, 1, '_', 'p', 'q', '_', '.', 'x', 0);
  }

  @Test
  void startupParametersKeepTheirOrder() {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String name : new String[] {"user", "database", "client_encoding", "a", "z", "b"}) {
      parameters.put(name, "");
    }
    StartupMessage startup = new StartupMessage(3, 2, parameters);
    parameters.clear();
    byte[] frame = RandomMessages.frame(startup);
    StartupMessage read = (StartupMessage) RandomMessages.startup(frame, frame.length);
    assertThat(read.parameters().keySet())
        .containsExactly("user", "database", "client_encoding", "a", "z", "b");
    assertThatThrownBy(() -> read.parameters().put("x", "y"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void theRequestsBeforeAStartupAreWhatTheManualSays() {
    assertThat(RandomMessages.frame(new SslRequest())).containsExactly(0, 0, 0, 8, 4, 210, 22, 47);
    assertThat(RandomMessages.frame(new GssEncRequest()))
        .containsExactly(0, 0, 0, 8, 4, 210, 22, 48);
    assertThat(RandomMessages.frame(new CancelRequest(1, Octets.of((byte) 9))))
        .containsExactly(0, 0, 0, 13, 4, 210, 22, 46, 0, 0, 0, 1, 9);
    assertThat(RandomMessages.frame(new StartupMessage(3, 2, Map.of())))
        .containsExactly(0, 0, 0, 9, 0, 3, 0, 2, 0);
  }

  @Test
  @DisplayName("A6: no secret in any toString")
  void secretsAreNotPrinted() {
    Octets secret = Octets.utf8("hunter2");
    for (Object message :
        new Object[] {
          new PasswordMessage("hunter2"),
          new PasswordOrSasl(secret),
          new SASLInitialResponse("SCRAM-SHA-256", secret),
          new SASLResponse(secret),
          new AuthenticationSASLContinue(secret),
          new AuthenticationSASLFinal(secret),
          new BackendKeyData(1, secret),
          new CancelRequest(1, secret),
          secret
        }) {
      assertThat(message.toString()).doesNotContain("hunter2", "104", "68756e");
    }
    assertThat(new AuthenticationMD5Password(0x12345678).toString())
        .doesNotContain("305419896", "1234");
  }

  @Test
  void aRowSaysWhereItsValuesStand() {
    List<Octets> values = new ArrayList<>();
    values.add(Octets.utf8("ab"));
    values.add(null);
    values.add(Octets.EMPTY);
    values.add(Octets.utf8("c"));
    ByteWriter out = new ByteWriter().int4(77);
    DataRow.of(values).encode(out);
    out.int4(77);
    DataRow row = DataRow.view(out.array(), 9, out.size() - 4);
    assertThat(row.columns()).isEqualTo(4);
    int[] offsets = new int[8];
    row.offsets(offsets);
    assertThat(offsets).containsExactly(15, 2, 21, -1, 25, 0, 29, 1);
    assertThat(new String(row.array(), offsets[0], 2, java.nio.charset.StandardCharsets.US_ASCII))
        .isEqualTo("ab");
    assertThat(row.array()[offsets[6]]).isEqualTo((byte) 'c');
    assertThat(row.values()).isEqualTo(values);
    for (int i = 0; i < 4; i++) {
      assertThat(row.value(i)).isEqualTo(values.get(i));
      assertThat(row.length(i)).isEqualTo(offsets[2 * i + 1]);
    }
    assertThatThrownBy(() -> row.length(4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> row.value(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(row).isEqualTo(DataRow.of(values)).hasSameHashCodeAs(DataRow.of(values));
  }

  @Test
  void valuesDoNotShareArraysWithTheirMakers() {
    byte[] bytes = {1, 2};
    Octets octets = Octets.of(bytes);
    bytes[0] = 9;
    octets.toByteArray()[1] = 9;
    assertThat(octets.toByteArray()).containsExactly(1, 2);
    assertThat(octets).isEqualTo(Octets.of((byte) 1, (byte) 2)).isNotEqualTo(Octets.of((byte) 1));
    List<Octets> values = new ArrayList<>(List.of(octets));
    Bind bind = new Bind("", "", List.of(), values, List.of());
    values.clear();
    assertThat(bind.values()).hasSize(1);
  }

  @Test
  void copyDataIsAViewOfTheArray() {
    byte[] bytes = {0, 1, 2, 3};
    CopyData data = CopyData.view(bytes, 1, 3);
    assertThat(data.array()).isSameAs(bytes);
    assertThat(data.from()).isEqualTo(1);
    assertThat(data.length()).isEqualTo(2);
    assertThat(data.data()).isEqualTo(Octets.of((byte) 1, (byte) 2));
    assertThat(RandomMessages.frame((BackendMessage) data)).containsExactly('d', 0, 0, 0, 6, 1, 2);
    assertThatThrownBy(() -> CopyData.view(bytes, 3, 5))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
