// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.bytes.ByteWriter;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgException;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.PgServerException;
import dev.upq.mapping.RecordMapping;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.Bind;
import dev.upq.wire.BindComplete;
import dev.upq.wire.CommandComplete;
import dev.upq.wire.CopyData;
import dev.upq.wire.CopyDone;
import dev.upq.wire.CopyInResponse;
import dev.upq.wire.CopyOutResponse;
import dev.upq.wire.Describe;
import dev.upq.wire.EmptyQueryResponse;
import dev.upq.wire.Execute;
import dev.upq.wire.Field;
import dev.upq.wire.Flush;
import dev.upq.wire.Octets;
import dev.upq.wire.ParameterDescription;
import dev.upq.wire.Parse;
import dev.upq.wire.ParseComplete;
import dev.upq.wire.RowDescription;
import dev.upq.wire.Sync;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** COPY data that are not what they have to be, and servers that speak at the wrong moment. */
class CopyDataTest {

  private static final int INT4 = 23;
  private static final int TRAILER_BYTES = 2;
  private static final int HEADER_BYTES = 19;

  record Pair(int a, String b) {}

  private static final List<Pair> PAIRS =
      List.of(new Pair(1, "one"), new Pair(2, ""), new Pair(-3, "three three three"));

  /** What a server sends for the pairs. */
  private static byte[] stream() {
    ByteWriter out = new ByteWriter();
    out.bytes(new byte[] {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0});
    out.int4(0).int4(0);
    for (Pair pair : PAIRS) {
      out.int2(2).int4(4).int4(pair.a());
      int mark = out.beginValue();
      out.text(pair.b());
      out.endValue(mark);
    }
    return out.int2(-1).toByteArray();
  }

  private static Talk begins(BackendMessage response) {
    return Talk.of(
        Talk.hear(Parse.class),
        Talk.hear(Bind.class),
        Talk.hear(Execute.class),
        Talk.hear(Flush.class),
        Talk.say(new ParseComplete(), new BindComplete(), response));
  }

  private static Talk typedOut(List<byte[]> pieces, BackendMessage... end) {
    List<BackendMessage> answer = new ArrayList<>();
    pieces.forEach(piece -> answer.add(CopyData.of(Octets.of(piece))));
    answer.addAll(List.of(end));
    Field[] fields = {Talk.column("a", INT4), Talk.column("b", Talk.TEXT)};
    return Talk.greeting()
        .then(Talk.hear(Parse.class), Talk.hear(Describe.class))
        .then(
            Talk.hear(Parse.class),
            Talk.hear(Bind.class),
            Talk.hear(Execute.class),
            Talk.hear(Flush.class),
            Talk.say(
                new ParseComplete(),
                new ParameterDescription(List.of()),
                new RowDescription(List.of(fields)),
                new ParseComplete(),
                new BindComplete(),
                new CopyOutResponse(1, List.of(1, 1))),
            Talk.hear(Sync.class),
            Talk.say(answer.toArray(BackendMessage[]::new)));
  }

  private static BackendMessage[] ending() {
    return new BackendMessage[] {new CopyDone(), new CommandComplete("COPY 3"), Talk.ready()};
  }

  private static void with(Talk talk, Consumer<PgConnection> client) {
    try (MemoryServer server = MemoryServer.playing(talk.script());
        PgConnection connection =
            new Connector(setup(server).withMapping(RecordMapping.instance())).connect()) {
      client.accept(connection);
    }
  }

  private static ConnectionSetup setup(MemoryServer server) {
    return Dial.setup(server);
  }

  private static List<Pair> read(PgConnection connection) {
    List<Pair> seen = new ArrayList<>();
    connection.copyOut("select a, b", Pair.class, seen::add);
    return seen;
  }

  /** Breaks the connection, and nothing but pairs that were sent whole was handed out. */
  private static void refused(List<byte[]> pieces, BackendMessage... end) {
    with(
        typedOut(pieces, end),
        connection -> {
          List<Pair> seen = new ArrayList<>();
          PgException failure =
              Dial.failure(() -> connection.copyOut("select a, b", Pair.class, seen::add));
          assertThat(failure).isInstanceOf(PgProtocolException.class);
          assertThat(seen).isEqualTo(PAIRS.subList(0, seen.size()));
          assertThat(connection.ended()).isTrue();
        });
  }

  @Test
  @DisplayName("P6: rows of a COPY may be cut anywhere between two messages")
  void rowsMayBeCutAnywhere() {
    byte[] stream = stream();
    SplittableRandom random = new SplittableRandom(5);
    for (int cut = 0; cut <= stream.length; cut++) {
      int second = random.nextInt(cut, stream.length + 1);
      List<byte[]> pieces =
          List.of(
              Arrays.copyOfRange(stream, 0, cut),
              Arrays.copyOfRange(stream, cut, second),
              Arrays.copyOfRange(stream, second, stream.length));
      with(
          typedOut(pieces, ending()),
          connection -> {
            assertThat(read(connection)).isEqualTo(PAIRS);
            assertThat(connection.clean()).isTrue();
          });
    }
    List<byte[]> bytes = new ArrayList<>();
    for (byte each : stream) {
      bytes.add(new byte[] {each});
    }
    with(typedOut(bytes, ending()), c -> assertThat(read(c)).isEqualTo(PAIRS));
  }

  @Test
  @DisplayName("P6: a COPY that stops early, at any byte, breaks the connection")
  void aStreamThatStopsEarlyBreaksTheConnection() {
    byte[] stream = stream();
    for (int length = 0; length < stream.length; length++) {
      refused(List.of(Arrays.copyOf(stream, length)), ending());
    }
  }

  @Test
  @DisplayName("P6: headers, counts, lengths and widths that cannot be break the connection")
  void malformedStreamsBreakTheConnection() {
    byte[] stream = stream();
    for (int i = 0; i < HEADER_BYTES; i++) {
      if (i == 13 || i == 14) {
        continue; // Flags that a reader may pass over.
      }
      byte[] wrong = stream.clone();
      wrong[i] ^= (byte) 0x80;
      refused(List.of(wrong), ending());
    }
    int count = HEADER_BYTES;
    for (int wrong : new int[] {0, 1, 3, -2, Short.MIN_VALUE, Short.MAX_VALUE}) {
      refused(List.of(with(stream, count, out -> out.int2(wrong))), ending());
    }
    int length = HEADER_BYTES + 2;
    for (int wrong : new int[] {-2, Integer.MIN_VALUE, 0, 3, 5, 1 << 30, Integer.MAX_VALUE}) {
      refused(List.of(with(stream, length, out -> out.int4(wrong))), ending());
    }
    refused(List.of(stream, new byte[] {0}), ending());
    refused(List.of(stream, stream), ending());
    refused(
        List.of(Arrays.copyOf(stream, stream.length - TRAILER_BYTES), new byte[] {0, 0}), ending());
  }

  private static byte[] with(byte[] stream, int at, Consumer<ByteWriter> change) {
    ByteWriter changed = new ByteWriter();
    change.accept(changed);
    byte[] wrong = stream.clone();
    System.arraycopy(changed.array(), 0, wrong, at, changed.size());
    return wrong;
  }

  @ParameterizedTest
  @ValueSource(strings = {"T", "D", "Z", "C", "G", "H", "2", "I"})
  @DisplayName("P6: messages that have no place in COPY data break the connection")
  void messagesOutOfPlaceBreakTheConnection(String type) {
    BackendMessage odd =
        switch (type) {
          case "T" -> new RowDescription(List.of());
          case "D" -> Talk.row("x");
          case "Z" -> Talk.ready();
          case "C" -> new CommandComplete("COPY 3");
          case "G" -> new CopyInResponse(0, List.of());
          case "H" -> new CopyOutResponse(0, List.of());
          case "2" -> new BindComplete();
          default -> new EmptyQueryResponse();
        };
    refused(List.of(Arrays.copyOf(stream(), 40)), odd, Talk.ready());
    Talk in = Talk.greeting().then(begins(new CopyInResponse(0, List.of(0)))).then(Talk.say(odd));
    with(
        in,
        connection -> {
          PgException failure =
              Dial.failure(() -> connection.copyIn("copy t from stdin", endless()));
          assertThat(failure).isInstanceOf(PgProtocolException.class);
          assertThat(connection.ended()).isTrue();
        });
  }

  /** More data than the outbox holds: only the server's word stops them. */
  private static Iterable<byte[]> endless() {
    byte[] piece = new byte[8_192];
    return () -> Stream.generate(() -> piece).limit(4_000).iterator();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ERROR", "FATAL"})
  @DisplayName("P11: a refusal before the first byte of data is heard")
  void aRefusalAtOnceIsHeard(String severity) {
    boolean fatal = severity.equals("FATAL");
    Talk talk =
        Talk.greeting()
            .then(begins(new CopyInResponse(0, List.of(0))))
            .then(Talk.say(Talk.error(severity, "57P01", "not now")));
    with(
        fatal
            ? talk
            : talk.then(
                conversation -> {
                  while (!(conversation.next() instanceof Sync)) {
                    // CopyData, which a server that has refused passes over.
                  }
                  conversation.send(Talk.ready());
                }),
        connection -> {
          PgException failure =
              Dial.failure(() -> connection.copyIn("copy t from stdin", endless()));
          assertThat(failure).hasMessageContaining("not now");
          if (fatal) {
            Dial.ending(connection);
          } else {
            assertThat(failure).isInstanceOf(PgServerException.class);
            assertThat(connection.clean()).isTrue();
          }
        });
  }

  @Test
  @DisplayName("P9: FATAL among the data of a COPY is its failure and the connection's end")
  void fatalAmongTheData() {
    with(
        typedOut(List.of(Arrays.copyOf(stream(), 40)), Talk.error("FATAL", "57P01", "going down")),
        connection -> {
          assertThatThrownBy(() -> read(connection))
              .isInstanceOf(PgServerException.class)
              .hasMessageContaining("going down");
          Dial.ending(connection);
        });
  }
}
