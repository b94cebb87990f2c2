// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.bytes.ByteWriter;
import dev.upq.connection.PgConnection;
import dev.upq.connection.PgPipeline;
import dev.upq.connection.Rows;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgProtocolException;
import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.Bind;
import dev.upq.wire.BindComplete;
import dev.upq.wire.CommandComplete;
import dev.upq.wire.DataRow;
import dev.upq.wire.Execute;
import dev.upq.wire.Field;
import dev.upq.wire.RowDescription;
import dev.upq.wire.Sync;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that are not as they were described: none of their values may reach anybody. */
class RowShapeTest {

  private static final CommandComplete DONE = new CommandComplete("SELECT 1");

  /** Every built-in type whose binary form has one width: name, oid, bytes. */
  static Stream<Arguments> fixedWidths() {
    return Stream.of(
        Arguments.of("bool", 16, 1),
        Arguments.of("char", 18, 1),
        Arguments.of("int8", 20, 8),
        Arguments.of("int2", 21, 2),
        Arguments.of("int4", 23, 4),
        Arguments.of("oid", 26, 4),
        Arguments.of("xid", 28, 4),
        Arguments.of("cid", 29, 4),
        Arguments.of("float4", 700, 4),
        Arguments.of("float8", 701, 8),
        Arguments.of("date", 1082, 4),
        Arguments.of("time", 1083, 8),
        Arguments.of("timestamp", 1114, 8),
        Arguments.of("timestamptz", 1184, 8),
        Arguments.of("interval", 1186, 16),
        Arguments.of("timetz", 1266, 12),
        Arguments.of("uuid", 2950, 16));
  }

  @ParameterizedTest
  @MethodSource("fixedWidths")
  @DisplayName("P6: a value of another width than its type's breaks the connection")
  void aValueOfTheWrongWidthBreaksTheConnection(String name, int oid, int width) {
    Field column = Talk.column("a", oid);
    for (int bytes : IntStream.rangeClosed(0, 17).filter(n -> n != width).toArray()) {
      DataRow row = Talk.row(new byte[bytes]);
      refused(Talk.prepare(column).then(Talk.execute(new BindComplete(), row, DONE, Talk.ready())));
    }
    Talk right =
        Talk.prepare(column)
            .then(Talk.execute(new BindComplete(), Talk.row(new byte[width]), DONE, Talk.ready()));
    try (MemoryServer server = MemoryServer.playing(Talk.greeting().then(right).script());
        PgConnection connection = Dial.connect(server)) {
      assertThat(connection.query("select a").size()).as(name).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 200})
  @DisplayName("P6: a row of fewer, more or no columns breaks the connection")
  void aRowOfAnotherNumberOfColumnsBreaksTheConnection(int count) {
    DataRow row = Talk.row(Stream.generate(() -> "x").limit(count).toArray(String[]::new));
    Field[] two = {Talk.column("a", Talk.TEXT), Talk.column("b", Talk.TEXT)};
    refused(Talk.prepare(two).then(Talk.execute(new BindComplete(), row, DONE, Talk.ready())));
    refusedScript(Talk.query(new RowDescription(List.of(two)), row, DONE, Talk.ready()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  @DisplayName("P6: rows of a statement that returns none break the connection")
  void rowsWithoutADescriptionBreakTheConnection(int count) {
    DataRow row = Talk.row(Stream.generate(() -> "x").limit(count).toArray(String[]::new));
    refused(Talk.prepare().then(Talk.execute(new BindComplete(), row, DONE, Talk.ready())));
    refusedScript(Talk.query(row, DONE, Talk.ready()));
  }

  @Test
  @DisplayName("P6: two descriptions of one result break the connection")
  void twoDescriptionsBreakTheConnection() {
    RowDescription described = new RowDescription(List.of(Talk.column("a", Talk.TEXT)));
    refusedScript(Talk.query(described, described, Talk.row("x"), DONE, Talk.ready()));
    refused(
        Talk.prepare(Talk.column("a", Talk.TEXT))
            .then(Talk.execute(new BindComplete(), described, Talk.row("x"), DONE, Talk.ready())));
  }

  @Test
  @DisplayName("P6: a format that does not exist breaks the connection")
  void anUnknownFormatBreaksTheConnection() {
    for (int code : new int[] {2, 3, -1, 256, 32_767}) {
      refusedScript(Talk.query().then(describedInFormat(code), Talk.say(Talk.row("x"), DONE)));
      Talk prepare = Talk.prepare(Talk.column("a", Talk.TEXT));
      refused(prepare.upTo(5).then(describedInFormat(code)).then(prepare.from(6)));
    }
  }

  private static Talk.Line describedInFormat(int code) {
    ByteWriter out = new ByteWriter();
    int mark = out.beginFrame('T');
    out.int2(1).cstring("a").int4(0).int2(0).int4(Talk.TEXT).int2(-1).int4(-1).int2(code);
    out.endFrame(mark);
    return Talk.sayRaw(out.toByteArray());
  }

  @Test
  @DisplayName(
      "P6: the length of a value that is below -1, or beyond the row, breaks the connection")
  void impossibleFieldLengthsBreakTheConnection() {
    for (int length : new int[] {-2, -3, Integer.MIN_VALUE, 1, 5, Integer.MAX_VALUE}) {
      ByteWriter out = new ByteWriter();
      int mark = out.beginFrame('D');
      out.int2(1).int4(length);
      out.endFrame(mark);
      Talk.Line row = Talk.sayRaw(out.toByteArray());
      refused(
          Talk.prepare(Talk.column("a", Talk.TEXT))
              .then(Talk.execute(new BindComplete()))
              .then(row, Talk.say(DONE, Talk.ready())));
    }
  }

  /** The odd row comes as the n-th of three answers of one burst; all three fail. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  @DisplayName("P6: neighbours on the connection fail with it, and none gets data")
  void neighboursOfAnOddRowFailAndGetNothing(int odd) {
    for (boolean barriers : new boolean[] {false, true}) {
      Talk talk = Talk.greeting().then(Talk.prepare(Talk.column("a", Talk.TEXT)));
      List<BackendMessage> answers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        talk = talk.then(Talk.hear(Bind.class), Talk.hear(Execute.class));
        if (barriers || i == 2) {
          talk = talk.then(Talk.hear(Sync.class));
        }
        answers.add(new BindComplete());
        answers.add(i == odd ? Talk.row("x", "y") : Talk.row("n" + i));
        answers.add(DONE);
        if (barriers || i == 2) {
          answers.add(Talk.ready());
        }
      }
      talk = talk.then(Talk.say(answers.toArray(BackendMessage[]::new)));
      try (MemoryServer server = MemoryServer.playing(talk.script());
          PgConnection connection = Dial.connect(server)) {
        neighbours(connection, odd, barriers);
        assertThat(Dial.ending(connection)).isInstanceOf(PgProtocolException.class);
        assertThat(server.link().aborted()).isTrue();
      }
    }
  }

  private static void neighbours(PgConnection connection, int odd, boolean barriers) {
    List<PgPipeline.Pending<QueryResult>> pending = new ArrayList<>();
    try (PgPipeline pipeline = connection.pipeline()) {
      for (int i = 0; i < 3; i++) {
        pending.add(pipeline.query("select a"));
        if (barriers) {
          pipeline.barrier();
        }
      }
      assertThat(Dial.failure(pipeline::run)).isInstanceOf(PgProtocolException.class);
    }
    for (int i = 0; i < 3; i++) {
      PgPipeline.Pending<QueryResult> each = pending.get(i);
      if (barriers && i < odd) {
        // Its unit was over, ReadyForQuery included, before the server went astray.
        assertThat(each.get().oneText()).isEqualTo("n" + i);
      } else {
        assertThat(Dial.failure(each::get)).isInstanceOf(PgProtocolException.class);
      }
    }
    assertThat(Dial.failure(() -> connection.query("select a")))
        .isInstanceOf(PgConnectionLostException.class);
  }

  @Test
  @DisplayName("P6: rows as they come stop in front of an odd one")
  void streamedRowsStopInFrontOfAnOddOne() {
    Talk talk =
        Talk.greeting()
            .then(Talk.prepare(Talk.column("a", 23)))
            .then(
                Talk.execute(
                    new BindComplete(),
                    Talk.row(new byte[] {0, 0, 0, 7}),
                    Talk.row(new byte[] {0, 0, 7}),
                    Talk.row(new byte[] {0, 0, 0, 9}),
                    DONE,
                    Talk.ready()));
    try (MemoryServer server = MemoryServer.playing(talk.script());
        PgConnection connection = Dial.connect(server);
        Rows<Row> rows = connection.stream("select a")) {
      assertThat(rows.next().orElseThrow().intValue(0)).isEqualTo(7);
      assertThat(Dial.failure(rows::next)).isInstanceOf(PgProtocolException.class);
      assertThat(rows.next()).isEmpty();
      assertThat(Dial.ending(connection)).isInstanceOf(PgProtocolException.class);
    }
  }

  private static void refused(Talk talk) {
    refused(talk, connection -> connection.query("select a"));
    refused(
        talk,
        connection -> {
          try (Rows<Row> rows = connection.stream("select a")) {
            rows.forEach(row -> {});
          }
        });
  }

  private static void refusedScript(Talk talk) {
    refused(talk, connection -> connection.script("select a"));
  }

  private static void refused(Talk talk, Consumer<PgConnection> call) {
    try (MemoryServer server = MemoryServer.playing(Talk.greeting().then(talk).script());
        PgConnection connection = Dial.connect(server)) {
      PgException failure = Dial.failure(() -> call.accept(connection));
      assertThat(failure).isInstanceOf(PgProtocolException.class);
      assertThat(Dial.ending(connection)).isInstanceOf(PgProtocolException.class);
      assertThat(server.link().aborted()).isTrue();
    }
  }
}
