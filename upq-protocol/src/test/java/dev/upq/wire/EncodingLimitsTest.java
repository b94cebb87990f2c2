// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.PgValueException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("P10: what cannot be sent is refused and leaves the writer as it was")
class EncodingLimitsTest {

  private static final Bind.Values ONES = (index, out) -> out.int4(4).int4(1);

  /** The writer holds one Sync before and after. */
  private static void refused(
      ByteWriter out, Class<? extends Throwable> kind, Consumer<ByteWriter> write) {
    new Sync().encode(out);
    assertThatThrownBy(() -> write.accept(out)).isInstanceOf(kind);
    assertThat(out.toByteArray()).containsExactly('S', 0, 0, 0, 4);
  }

  private static void refused(Consumer<ByteWriter> write) {
    refused(new ByteWriter(), PgValueException.class, write);
  }

  @Test
  void sixtyFiveThousandFiveHundredAndThirtyFiveParametersAreTheMost() {
    ByteWriter out = new ByteWriter();
    Bind.write(out, "", "s", 65_535, ONES, Bind.ALL_BINARY);
    Bind bind =
        (Bind) FrontendMessage.decode((byte) 'B', new ByteReader(out.array(), 5, out.size()));
    assertThat(bind.values()).hasSize(65_535);
    refused(writer -> Bind.write(writer, "", "s", 65_536, ONES, Bind.ALL_BINARY));
    refused(writer -> Bind.write(writer, "", "s", -1, ONES, Bind.ALL_BINARY));
    List<Octets> values = Collections.nCopies(65_536, Octets.EMPTY);
    refused(new Bind("", "", List.of(), values, List.of())::encode);
  }

  @Test
  void otherCountsHaveTheSameLimit() {
    List<Integer> oids = Collections.nCopies(65_536, 23);
    refused(new Parse("", "", oids)::encode);
    refused(new ParameterDescription(oids)::encode);
    refused(new CopyInResponse(0, Collections.nCopies(65_536, 0))::encode);
    refused(
        new Bind("", "", List.of(), List.of(), Collections.nCopies(65_536, Format.TEXT))::encode);
    Field field = new Field("", 0, 0, 0, 0, 0, Format.TEXT);
    refused(new RowDescription(Collections.nCopies(65_536, field))::encode);
    assertThatThrownBy(() -> DataRow.of(Collections.nCopies(65_536, Octets.EMPTY)))
        .isInstanceOf(PgValueException.class);
  }

  @Test
  void nulAndLoneSurrogatesAreRefusedInEveryText() {
    for (String bad : new String[] {"a\0b", "\0", "a\ud800", "\udc00a", "\ud800\ud800"}) {
      List<Consumer<ByteWriter>> writes =
          List.of(
              new Query(bad)::encode,
              new Parse(bad, "", List.of())::encode,
              new Parse("", bad, List.of())::encode,
              new Describe(Target.PORTAL, bad)::encode,
              new Close(Target.STATEMENT, bad)::encode,
              new Execute(bad, 0)::encode,
              new CopyFail(bad)::encode,
              new PasswordMessage(bad)::encode,
              new SASLInitialResponse(bad, Octets.EMPTY)::encode,
              new StartupMessage(3, 2, Map.of("user", bad))::encode,
              new StartupMessage(3, 2, Map.of(bad, "x"))::encode,
              new ParameterStatus("a", bad)::encode,
              new CommandComplete(bad)::encode,
              new NotificationResponse(1, "a", bad)::encode,
              new AuthenticationSASL(List.of(bad))::encode,
              new NegotiateProtocolVersion(0, List.of(bad))::encode,
              out -> Bind.write(out, bad, "", 1, ONES, Bind.ALL_BINARY),
              out -> Bind.write(out, "", bad, 1, ONES, Bind.ALL_BINARY),
              out ->
                  Bind.write(
                      out, "", "", 1, (index, value) -> value.int4(3).text(bad), Bind.ALL_BINARY));
      writes.forEach(EncodingLimitsTest::refused);
    }
  }

  @Test
  void aStartupParameterCannotAddAnother() {
    StartupMessage smuggling =
        new StartupMessage(3, 0, Map.of("application_name", "x\0user\0postgres"));
    assertThatThrownBy(() -> smuggling.encode(new ByteWriter()))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining("application_name")
        .hasMessageNotContaining("postgres");
    refused(new StartupMessage(3, 0, Map.of("", "x"))::encode);
    refused(new AuthenticationSASL(List.of(""))::encode);
  }

  @Test
  void aMessageAboveTheWritersLimitIsTakenBack() {
    RandomMessages messages = new RandomMessages(21);
    for (int round = 0; round < 50; round++) {
      for (BackendMessage message : messages.backend()) {
        tooLongByAnyNumberOfBytes(message::encode, RandomMessages.frame(message).length);
      }
      for (FrontendMessage message : messages.frontend()) {
        tooLongByAnyNumberOfBytes(message::encode, RandomMessages.frame(message).length);
      }
      for (FrontendMessage message : messages.startup()) {
        tooLongByAnyNumberOfBytes(message::encode, RandomMessages.frame(message).length);
      }
    }
  }

  private static void tooLongByAnyNumberOfBytes(Consumer<ByteWriter> write, int length) {
    for (int limit = 5; limit < length + 5; limit++) {
      refused(new ByteWriter(0, limit), PgValueException.class, write);
    }
    ByteWriter enough = new ByteWriter(0, length);
    write.accept(enough);
    assertThat(enough.size()).isEqualTo(length);
  }

  @Test
  void eightValuesThatShareOneArrayOfHalfAGibibyteAreTooLong() {
    byte[] shared = new byte[512 << 20];
    ByteWriter roomForOne = new ByteWriter(shared.length + 64, ByteWriter.MAX_MESSAGE_BYTES);
    int[] written = {0};
    refused(
        roomForOne,
        PgValueException.class,
        out ->
            Bind.write(
                out,
                "",
                "s",
                8,
                (index, value) -> {
                  written[0] = index;
                  value.int4(shared.length).bytes(shared);
                },
                Bind.ALL_BINARY));
    assertThat(written[0]).isEqualTo(1);
  }

  @Test
  void whateverAValueThrowsTheMessageIsTakenBack() {
    refused(
        new ByteWriter(),
        IllegalStateException.class,
        out ->
            Bind.write(
                out,
                "",
                "",
                2,
                (index, value) -> {
                  if (index == 1) {
                    throw new IllegalStateException();
                  }
                  value.int4(-1);
                },
                List.of()));
    refused(
        new ByteWriter(),
        StackOverflowError.class,
        out ->
            Bind.write(
                out,
                "",
                "",
                1,
                (index, value) -> {
                  throw new StackOverflowError();
                },
                List.of()));
  }

  @Test
  void aValueWhoseLengthLiesIsRefused() {
    List<Bind.Values> liars =
        List.of(
            (index, out) -> {},
            (index, out) -> out.int2(0),
            (index, out) -> out.int4(0).int1(0),
            (index, out) -> out.int4(4).int2(0),
            (index, out) -> out.int4(-1).int4(0),
            (index, out) -> out.int4(-2),
            (index, out) -> out.int4(1),
            (index, out) -> out.int4(4).int4(1).int4(4).int4(1));
    for (Bind.Values liar : liars) {
      refused(out -> Bind.write(out, "", "", 1, liar, List.of()));
    }
  }

  @Test
  void formatsFitTheParameters() {
    List<Format> two = List.of(Format.TEXT, Format.BINARY);
    refused(
        new ByteWriter(),
        PgUsageException.class,
        out -> Bind.write(out, "", "", two, 3, ONES, List.of()));
    ByteWriter out = new ByteWriter();
    Bind.write(out, "p", "s", two, 2, ONES, List.of());
    Octets one = Octets.of((byte) 0, (byte) 0, (byte) 0, (byte) 1);
    assertThat(FrontendMessage.decode((byte) 'B', new ByteReader(out.array(), 5, out.size())))
        .isEqualTo(new Bind("p", "s", two, new ArrayList<>(List.of(one, one)), List.of()));
  }

  @Test
  void theFastPathWritesWhatTheRecordWrites() {
    ByteWriter fast = new ByteWriter();
    Bind.write(
        fast,
        "p",
        "s",
        3,
        (index, out) -> {
          if (index == 1) {
            out.int4(-1);
          } else {
            out.int4(1).int1(index);
          }
        },
        Bind.ALL_BINARY);
    List<Octets> values = new ArrayList<>();
    values.add(Octets.of((byte) 0));
    values.add(null);
    values.add(Octets.of((byte) 2));
    Bind bind = new Bind("p", "s", Bind.ALL_BINARY, values, Bind.ALL_BINARY);
    assertThat(fast.toByteArray()).isEqualTo(RandomMessages.frame(bind));
  }
}
