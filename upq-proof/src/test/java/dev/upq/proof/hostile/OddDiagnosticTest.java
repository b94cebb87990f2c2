// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.bytes.ByteWriter;
import dev.upq.connection.PgConnection;
import dev.upq.fault.Diagnostic;
import dev.upq.fault.PgException;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.SqlState;
import dev.upq.wire.ErrorResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ErrorResponse and NoticeResponse of every odd shape, from a server to the caller's exception. */
class OddDiagnosticTest {

  /** A body, and what is to come of it: a report, or a broken connection. */
  private record Shape(String name, byte[] body, boolean broken) {

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Shape> shapes() {
    return Stream.of(
        new Shape("no field at all", fields(), false),
        new Shape("no SQLSTATE", fields("SERROR", "Mtext"), false),
        new Shape("no message", fields("SERROR", "C23505"), false),
        new Shape("no severity", fields("C23505", "Mtext"), false),
        new Shape("an empty SQLSTATE", fields("SERROR", "C", "Mtext"), false),
        new Shape("a SQLSTATE too long", fields("SERROR", "C235055", "Mtext"), false),
        new Shape("a SQLSTATE that is none", fields("SERROR", "C\n\u001b[1", "Mtext"), false),
        new Shape("empty fields", fields("S", "V", "M", "D", "H", "P", "s", "t"), false),
        new Shape("unknown fields", fields("SERROR", "Z1", "z2", "!3", "\u007f4"), false),
        new Shape("each field twice", fields("SERROR", "C23505", "C23503", "Ma", "Mb"), false),
        new Shape("a position that is no number", fields("SERROR", "C42601", "Pxyz"), false),
        new Shape("30,000 characters", fields("SERROR", "M" + "x".repeat(30_000)), false),
        new Shape("bytes that are not UTF-8", notUtf8(), false),
        new Shape("no terminator", trimmed(fields("SERROR", "C23505"), 1), true),
        new Shape("no terminator of a field", trimmed(fields("SERROR", "C23505"), 2), true),
        new Shape("nothing, not even a terminator", new byte[0], true),
        new Shape("bytes behind the terminator", trailed(), true));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  @DisplayName("P8: an odd error is the statement's failure, or breaks the connection")
  void anOddErrorIsAFailureOrBreaksTheConnection(Shape shape) {
    Talk.Line error = Talk.sayRaw(frame('E', shape.body()));
    Talk odd = Talk.query().then(error, Talk.say(Talk.ready()));
    Talk talk = shape.broken() ? odd : odd.then(Talk.oneText("alive"));
    try (MemoryServer server = MemoryServer.playing(Talk.greeting().then(talk).script());
        PgConnection connection = Dial.connect(server)) {
      PgException failure = Dial.failure(() -> connection.script("select a"));
      if (shape.broken()) {
        assertThat(failure.getCause() == null ? failure : failure.getCause())
            .isInstanceOf(PgProtocolException.class);
        assertThat(Dial.ending(connection)).isInstanceOf(PgProtocolException.class);
      } else {
        assertThat(failure).isInstanceOf(PgServerException.class);
        assertThat(((PgServerException) failure).sqlState().code()).matches("[0-9A-Z]{5}");
        assertPrintable(failure.getMessage());
        assertThat(connection.query("select a").oneText()).isEqualTo("alive");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  @DisplayName("P8: an odd notice is kept, or breaks the connection; the answer is not touched")
  void anOddNoticeIsKeptOrBreaksTheConnection(Shape shape) {
    Talk one = Talk.oneText("alive");
    // It comes in front of the answer to Bind.
    Talk talk = one.upTo(10).then(Talk.sayRaw(frame('N', shape.body()))).then(one.from(10));
    try (MemoryServer server = MemoryServer.playing(Talk.greeting().then(talk).script());
        PgConnection connection = Dial.connect(server)) {
      if (shape.broken()) {
        Dial.failure(() -> connection.query("select a"));
        assertThat(Dial.ending(connection)).isInstanceOf(PgProtocolException.class);
      } else {
        assertThat(connection.query("select a").oneText()).isEqualTo("alive");
        List<Diagnostic> notices = connection.takeNotices();
        assertThat(notices).hasSize(1);
        assertPrintable(notices.getFirst().line());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  @DisplayName("P8: an odd error before authentication refuses the login, and is not shown")
  void anOddErrorBeforeAuthenticationIsARefusal(Shape shape) {
    Talk talk = Talk.of(c -> c.expectStartup(), Talk.sayRaw(frame('E', shape.body())));
    try (MemoryServer server = MemoryServer.playing(talk.script())) {
      String message = Dial.refusal(server).getMessage();
      assertPrintable(message);
      assertThat(message).doesNotContain("text").doesNotContain("xxx");
    }
  }

  @Test
  @DisplayName("P8: control characters of a server never reach a message")
  void controlCharactersAreEscapedInMessages() {
    StringBuilder nasty = new StringBuilder();
    for (char c = 1; c < 0xa0; c++) {
      nasty.append(c);
    }
    nasty.append("\u202e\u200f\ufeff\u0085");
    Diagnostic report = Diagnostic.of("ERROR", SqlState.of("22012"), nasty.toString());
    Talk talk = Talk.query().then(Talk.say(new ErrorResponse(report), Talk.ready()));
    try (MemoryServer server = MemoryServer.playing(Talk.greeting().then(talk).script());
        PgConnection connection = Dial.connect(server)) {
      PgException failure = Dial.failure(() -> connection.script("select a"));
      assertPrintable(failure.getMessage());
      assertThat(((PgServerException) failure).diagnostic().message()).isEqualTo(nasty.toString());
    }
  }

  @Test
  @DisplayName("P8: 2,000 random bodies: a failure of ours each time")
  void randomBodiesNeverEndInAnythingElse() {
    long seed = 18;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 2_000; i++) {
      byte[] body = fields("SERROR", "VERROR", "C22012", "Mdivision", "Ffile.c", "L12", "Rint4div");
      for (int j = random.nextInt(4); j >= 0; j--) {
        body[random.nextInt(body.length)] = (byte) random.nextInt();
      }
      Talk.Line error = Talk.sayRaw(frame('E', body));
      Talk talk = Talk.greeting().then(Talk.query()).then(error, Talk.say(Talk.ready()));
      try (MemoryServer server = MemoryServer.playing(talk.script());
          PgConnection connection = Dial.connect(server)) {
        assertPrintable(Dial.failure(() -> connection.script("select a")).getMessage());
      } catch (AssertionError wrong) {
        throw new AssertionError("seed " + seed + ", body " + i, wrong);
      }
    }
  }

  private static void assertPrintable(String message) {
    assertThat(message.chars().filter(Character::isISOControl).toArray()).isEmpty();
    assertThat(message.chars().filter(c -> Character.getType(c) == Character.FORMAT).toArray())
        .isEmpty();
  }

  private static byte[] fields(String... fields) {
    ByteWriter out = new ByteWriter();
    for (String field : fields) {
      out.cstring(field);
    }
    return out.int1(0).toByteArray();
  }

  private static byte[] notUtf8() {
    byte[] body = fields("SERROR", "C22012", "Mgr\u00fc\u00dfe");
    for (int i = 0; i < body.length; i++) {
      if (body[i] == (byte) 0xbc) {
        body[i] = 'u';
      }
    }
    return body;
  }

  private static byte[] trimmed(byte[] body, int bytes) {
    return Arrays.copyOf(body, body.length - bytes);
  }

  private static byte[] trailed() {
    byte[] more = "M after the end".getBytes(StandardCharsets.US_ASCII);
    return new ByteWriter().bytes(fields("SERROR", "C22012")).bytes(more).toByteArray();
  }

  private static byte[] frame(char type, byte[] body) {
    ByteWriter out = new ByteWriter();
    int mark = out.beginFrame(type);
    out.bytes(body);
    out.endFrame(mark);
    return out.toByteArray();
  }
}
