// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.bytes.ByteWriter;
import dev.upq.fault.Diagnostic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TranscriptTest {

  private final List<String> lines = new ArrayList<>();
  private final Transcript.Reader reader = new Transcript.Reader(lines::add);

  private static byte[] bytes(Consumer<ByteWriter> write) {
    ByteWriter out = new ByteWriter();
    write.accept(out);
    return out.toByteArray();
  }

  private void frontend(FrontendMessage... messages) {
    for (FrontendMessage message : messages) {
      byte[] frame = RandomMessages.frame(message);
      reader.frontend(frame, 0, frame.length);
    }
  }

  private void backend(BackendMessage... messages) {
    for (BackendMessage message : messages) {
      byte[] frame = RandomMessages.frame(message);
      reader.backend(frame, 0, frame.length);
    }
  }

  private void start() {
    frontend(new StartupMessage(3, 0, Map.of("user", "u")));
    lines.clear();
  }

  @Test
  void aConversationAsText() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("user", "u");
    parameters.put("database", "d");
    frontend(new SslRequest());
    reader.backend(new byte[] {'N'}, 0, 1);
    frontend(new StartupMessage(3, 2, parameters));
    backend(
        new NegotiateProtocolVersion(0, List.of("_pq_.x")),
        new AuthenticationSASL(List.of("SCRAM-SHA-256")));
    frontend(new SASLInitialResponse("SCRAM-SHA-256", Octets.utf8("n,,n=,r=secret")));
    backend(
        new AuthenticationSASLContinue(Octets.utf8("secret")),
        new AuthenticationOk(),
        new ParameterStatus("TimeZone", "UTC"),
        new BackendKeyData(42, Octets.utf8("secret-key")),
        new ReadyForQuery(TransactionStatus.IDLE));
    List<Octets> values = new ArrayList<>();
    values.add(Octets.of((byte) 0, (byte) 0, (byte) 0, (byte) 7));
    values.add(null);
    values.add(Octets.utf8("a \"b\""));
    frontend(
        new Parse("s1", "select\n$1", List.of(23, -1)),
        new Bind("", "s1", List.of(Format.BINARY), values, List.of(Format.TEXT, Format.BINARY)),
        new Describe(Target.PORTAL, ""),
        new Execute("", 0),
        new Sync());
    backend(
        new ParseComplete(),
        new RowDescription(List.of(new Field("id", 0, 0, 23, 4, -1, Format.TEXT))),
        DataRow.of(values),
        new ErrorResponse(
            new Diagnostic(Map.of('S', "ERROR", 'C', "22012", 'M', "m", 'F', "f.c", 'L', "1"))),
        new CommandComplete("SELECT 1"),
        new NotificationResponse(7, "c", ""),
        new ReadyForQuery(TransactionStatus.FAILED));
    frontend(new Query("commit"), new Terminate());
    assertThat(String.join("\n", lines))
        .isEqualTo(
            """
            F  SslRequest
            B  EncryptionAnswer  'N'
            F  StartupMessage  3.2 user="u" database="d"
            B  NegotiateProtocolVersion  3.0 ["_pq_.x"]
            B  AuthenticationSASL  ["SCRAM-SHA-256"]
            F  PasswordOrSasl  (32 bytes)
            B  AuthenticationSASLContinue  (6 bytes)
            B  AuthenticationOk
            B  ParameterStatus  "TimeZone" "UTC"
            B  BackendKeyData  42 (10 bytes)
            B  ReadyForQuery  I
            F  Parse  "s1" "select\\n$1" [23, 4294967295]
            F  Bind  "" "s1" [binary] [\\x00000007, null, "a \\"b\\""] [text, binary]
            F  Describe  PORTAL ""
            F  Execute  "" 0
            F  Sync
            B  ParseComplete
            B  RowDescription  ["id" 23 text]
            B  DataRow  [\\x00000007, null, "a \\"b\\""]
            B  ErrorResponse  'S'="ERROR" 'C'="22012" 'M'="m"
            B  CommandComplete  "SELECT 1"
            B  NotificationResponse  7 "c" ""
            B  ReadyForQuery  E
            F  Query  "commit"
            F  Terminate\
            """);
  }

  @Test
  void howTheBytesAreCutMakesNoDifference() {
    RandomMessages messages = new RandomMessages(31);
    SplittableRandom random = new SplittableRandom(32);
    for (int round = 0; round < 50; round++) {
      List<String> expected = new ArrayList<>();
      ByteWriter front = new ByteWriter();
      ByteWriter back = new ByteWriter();
      StartupMessage startup = (StartupMessage) messages.startup().get(0);
      startup.encode(front);
      expected.add(Transcript.frontend(startup));
      for (FrontendMessage message : messages.frontend()) {
        message.encode(front);
        expected.add(Transcript.frontend(message));
      }
      for (BackendMessage message : messages.backend()) {
        message.encode(back);
        expected.add(Transcript.backend(message));
      }
      List<String> read = new ArrayList<>();
      Transcript.Reader reader = new Transcript.Reader(read::add);
      cut(front.toByteArray(), random, reader::frontend);
      cut(back.toByteArray(), random, reader::backend);
      assertThat(read).isEqualTo(expected);
      assertThat(read).allMatch(line -> line.chars().noneMatch(Character::isISOControl));
    }
  }

  @FunctionalInterface
  private interface Taker {
    void take(byte[] bytes, int from, int to);
  }

  private static void cut(byte[] bytes, SplittableRandom random, Taker taker) {
    int most = random.nextInt(1, 30);
    for (int from = 0; from < bytes.length; ) {
      int to = Math.min(bytes.length, from + random.nextInt(1, most + 1));
      taker.take(bytes, from, to);
      from = to;
    }
  }

  @Test
  void anEncryptedStreamIsOneLineADirection() {
    frontend(new SslRequest());
    byte[] stuffed = bytes(out -> new ReadyForQuery(TransactionStatus.IDLE).encode(out.int1('S')));
    reader.backend(stuffed, 0, stuffed.length);
    reader.frontend(new byte[] {0x16, 3, 1}, 0, 3);
    reader.frontend(new byte[] {0, 1, 2}, 0, 3);
    reader.backend(new byte[] {0, 1, 2}, 0, 3);
    assertThat(lines)
        .containsExactly(
            "F  SslRequest",
            "B  EncryptionAnswer  'S'",
            "B  (not readable from here on)",
            "F  (not readable from here on)");
  }

  @Test
  void aClientThatStartsWithTlsIsSeenAtItsFirstByte() {
    reader.frontend(new byte[] {0x16, 3, 1, 0, 5}, 0, 5);
    reader.backend(new byte[] {0x16, 3, 3}, 0, 3);
    assertThat(lines)
        .containsExactly("F  (not readable from here on)", "B  (not readable from here on)");
  }

  @Test
  void gssThenTlsThenPlainIsFollowed() {
    frontend(new GssEncRequest());
    reader.backend(new byte[] {'N'}, 0, 1);
    frontend(new SslRequest());
    reader.backend(new byte[] {'N'}, 0, 1);
    frontend(new StartupMessage(3, 0, Map.of()), new Sync());
    backend(new AuthenticationOk());
    assertThat(lines)
        .containsExactly(
            "F  GssEncRequest",
            "B  EncryptionAnswer  'N'",
            "F  SslRequest",
            "B  EncryptionAnswer  'N'",
            "F  StartupMessage  3.0",
            "F  Sync",
            "B  AuthenticationOk");
  }

  @Test
  void anErrorMayAnswerAnSslRequest() {
    frontend(new SslRequest());
    backend(new ErrorResponse(new Diagnostic(Map.of('M', "too old"))));
    assertThat(lines).containsExactly("F  SslRequest", "B  ErrorResponse  'M'=\"too old\"");
  }

  @Test
  void behindACancelRequestNothingIsRead() {
    frontend(new CancelRequest(3, Octets.utf8("key!")));
    reader.frontend(new byte[] {'Q'}, 0, 1);
    assertThat(lines)
        .containsExactly("F  CancelRequest  3 (4 bytes)", "F  (not readable from here on)");
  }

  @Test
  void brokenMessagesAreToldAsSuch() {
    start();
    reader.frontend(new byte[] {'?', 0, 0, 0, 4, 'P', 0, 0, 0, 5, 1}, 0, 11);
    reader.backend(new byte[] {'Z', 0, 0, 0, 3, 'Z', 0, 0, 0, 5, 'I'}, 0, 11);
    reader.frontend(new byte[] {'S', -1, -1, -1, -1}, 0, 5);
    assertThat(lines)
        .containsExactly(
            "F  '?'  (malformed, 5 bytes)",
            "F  'P'  (malformed, 6 bytes)",
            "B  (malformed from here on)",
            "F  (malformed from here on)");
  }

  @Test
  void longMessagesAreToldByTheirLength() {
    start();
    backend(DataRow.of(List.of(Octets.of(new byte[70_000]))), new NoData());
    assertThat(lines).containsExactly("B  'D'  (70011 bytes)", "B  NoData");
  }
}
