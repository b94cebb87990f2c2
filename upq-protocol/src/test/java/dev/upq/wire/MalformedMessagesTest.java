// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgProtocolException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MalformedMessagesTest {

  /**
   * Their bodies end in bytes of any number, so that a shorter or a longer one is another good
   * message.
   */
  private static final Set<Class<?>> OPEN_ENDED =
      Set.of(
          AuthenticationSASLContinue.class,
          AuthenticationSASLFinal.class,
          AuthenticationUnsupported.class,
          BackendKeyData.class,
          CancelRequest.class,
          CopyData.class,
          PasswordOrSasl.class);

  private static final int[] LENGTHS = {
    -2, -3, -65_536, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 30, 9
  };

  @FunctionalInterface
  private interface Decoder {
    Object decode(byte[] frame, int to);
  }

  @Test
  @DisplayName("P1: a message that ends too early, after whichever byte, is a protocol fault")
  void truncated() {
    RandomMessages messages = new RandomMessages(11);
    for (int round = 0; round < 100; round++) {
      for (BackendMessage message : messages.backend()) {
        truncate(RandomMessages.frame(message), 5, RandomMessages::backend);
      }
      for (FrontendMessage message : messages.frontend()) {
        truncate(RandomMessages.frame(message), 5, RandomMessages::frontend);
      }
      for (FrontendMessage message : messages.startup()) {
        truncate(RandomMessages.frame(message), 4, RandomMessages::startup);
      }
    }
  }

  private static void truncate(byte[] frame, int header, Decoder decoder) {
    for (int to = header; to < frame.length; to++) {
      try {
        Object read = decoder.decode(frame, to);
        assertThat(OPEN_ENDED).contains(read.getClass());
      } catch (PgProtocolException refused) {
        assertThat(refused).hasMessageNotContaining("\n");
      }
    }
  }

  @Test
  void aByteTooManyIsAProtocolFault() {
    RandomMessages messages = new RandomMessages(12);
    for (int round = 0; round < 100; round++) {
      for (BackendMessage message : messages.backend()) {
        extend(RandomMessages.frame(message), RandomMessages::backend);
      }
      for (FrontendMessage message : messages.frontend()) {
        extend(RandomMessages.frame(message), RandomMessages::frontend);
      }
      for (FrontendMessage message : messages.startup()) {
        extend(RandomMessages.frame(message), RandomMessages::startup);
      }
    }
  }

  private static void extend(byte[] frame, Decoder decoder) {
    byte[] longer = Arrays.copyOf(frame, frame.length + 1);
    try {
      Object read = decoder.decode(longer, longer.length);
      assertThat(OPEN_ENDED).contains(read.getClass());
    } catch (PgProtocolException refused) {
      assertThat(refused).hasMessageNotContaining("\n");
    }
  }

  @Test
  void corruptedMessagesAreReadOrRefusedAndNeverAnythingElse() {
    RandomMessages messages = new RandomMessages(13);
    SplittableRandom random = new SplittableRandom(14);
    int refused = 0;
    int read = 0;
    for (int round = 0; round < 1_000; round++) {
      for (BackendMessage message : messages.backend()) {
        if (survives(corrupt(RandomMessages.frame(message), 5, random), RandomMessages::backend)) {
          read++;
        } else {
          refused++;
        }
      }
      for (FrontendMessage message : messages.frontend()) {
        survives(corrupt(RandomMessages.frame(message), 5, random), RandomMessages::frontend);
      }
      for (FrontendMessage message : messages.startup()) {
        survives(corrupt(RandomMessages.frame(message), 4, random), RandomMessages::startup);
      }
    }
    assertThat(refused).isGreaterThan(4_000);
    assertThat(read).isGreaterThan(4_000);
  }

  private static byte[] corrupt(byte[] frame, int header, SplittableRandom random) {
    for (int i = random.nextInt(1, 4); i > 0 && frame.length > header; i--) {
      int at = random.nextInt(header, frame.length);
      frame[at] =
          switch (random.nextInt(4)) {
            case 0 -> (byte) 0xff;
            case 1 -> 0;
            case 2 -> (byte) (frame[at] ^ 1 << random.nextInt(8));
            default -> (byte) random.nextInt(256);
          };
    }
    return frame;
  }

  private static boolean survives(byte[] frame, Decoder decoder) {
    try {
      Object read = decoder.decode(frame, frame.length);
      byte[] again =
          read instanceof BackendMessage backend
              ? RandomMessages.frame(backend)
              : RandomMessages.frame((FrontendMessage) read);
      assertThat(decoder.decode(again, again.length)).isEqualTo(read);
      return true;
    } catch (PgProtocolException refused) {
      return false;
    }
  }

  @Test
  @DisplayName("P4: every type byte is either known or refused by name")
  void everyTypeByte() {
    for (int type = 0; type < 256; type++) {
      byte code = (byte) type;
      boolean backend = "RKSvZ1230TtDCInNEAdcGHWs".indexOf(type) >= 0 && type != '0';
      boolean frontend = "BCdcfDEHPpQSX".indexOf(type) >= 0;
      check(
          backend,
          "from the server",
          () -> BackendMessage.decode(code, new ByteReader(new byte[0])));
      check(
          frontend,
          "from the client",
          () -> FrontendMessage.decode(code, new ByteReader(new byte[0])));
    }
    assertThatThrownBy(() -> BackendMessage.decode((byte) '?', new ByteReader(new byte[0])))
        .hasMessage("unknown message type '?' from the server");
    assertThatThrownBy(() -> BackendMessage.decode((byte) 7, new ByteReader(new byte[0])))
        .hasMessage("unknown message type 0x07 from the server");
    assertThatThrownBy(() -> BackendMessage.decode((byte) 0xf7, new ByteReader(new byte[0])))
        .hasMessage("unknown message type 0xf7 from the server");
  }

  private static void check(boolean known, String from, Runnable decode) {
    try {
      decode.run();
      assertThat(known).isTrue();
    } catch (PgProtocolException refused) {
      String unknown = "unknown message type";
      if (known) {
        assertThat(refused).hasMessageNotContaining(unknown);
      } else {
        assertThat(refused).hasMessageContaining(unknown).hasMessageEndingWith(from);
      }
    }
  }

  @Test
  void lengthsOfValuesThatNoValueCanHaveAreRefused() {
    for (int length : LENGTHS) {
      byte[] row = new ByteWriter().int2(1).int4(length).int8(0).toByteArray();
      assertThatThrownBy(() -> BackendMessage.decode((byte) 'D', new ByteReader(row)))
          .isInstanceOf(PgProtocolException.class);
      assertThatThrownBy(() -> DataRow.view(row, 0, row.length))
          .isInstanceOf(PgProtocolException.class);
      byte[] bare = new ByteWriter().int2(2).int4(length).int4(-1).toByteArray();
      assertThatThrownBy(() -> DataRow.view(bare, 0, bare.length))
          .isInstanceOf(PgProtocolException.class);
      byte[] bind =
          new ByteWriter().int2(0).int2(0).int2(1).int4(length).int8(0).int2(0).toByteArray();
      assertThatThrownBy(() -> FrontendMessage.decode((byte) 'B', new ByteReader(bind)))
          .isInstanceOf(PgProtocolException.class);
      byte[] sasl = new ByteWriter().cstring("X").int4(length).int8(0).toByteArray();
      PasswordOrSasl response = new PasswordOrSasl(Octets.of(sasl));
      assertThatThrownBy(response::asSaslInitialResponse).isInstanceOf(PgProtocolException.class);
    }
  }

  @Test
  @DisplayName("P2: a count beyond the body is refused before anything is made for it")
  void countsBeyondTheBody() {
    byte[] count = {(byte) 0xff, (byte) 0xff, 0, 0, 0, 0};
    byte[] overallFirst = {0, (byte) 0xff, (byte) 0xff, 0, 0};
    for (char type : new char[] {'D', 'T', 't'}) {
      refusedCheaply(() -> BackendMessage.decode((byte) type, new ByteReader(count)));
    }
    for (char type : new char[] {'G', 'H', 'W'}) {
      refusedCheaply(() -> BackendMessage.decode((byte) type, new ByteReader(overallFirst)));
    }
    for (int options : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 5}) {
      byte[] negotiate = new ByteWriter().int4(3 << 16).int4(options).int4(0).toByteArray();
      refusedCheaply(() -> BackendMessage.decode((byte) 'v', new ByteReader(negotiate)));
    }
    byte[] parse = {0, 0, (byte) 0xff, (byte) 0xff, 0, 0, 0};
    refusedCheaply(() -> FrontendMessage.decode((byte) 'P', new ByteReader(parse)));
    byte[] bindFormats = {0, 0, (byte) 0xff, (byte) 0xff, 0, 0};
    refusedCheaply(() -> FrontendMessage.decode((byte) 'B', new ByteReader(bindFormats)));
    byte[] bindValues = {0, 0, 0, 0, (byte) 0xff, (byte) 0xff, 0, 0};
    refusedCheaply(() -> FrontendMessage.decode((byte) 'B', new ByteReader(bindValues)));
  }

  private static void refusedCheaply(Runnable decode) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try {
      decode.run(); // classes are loaded now
      fail("not refused");
    } catch (PgProtocolException first) {
      long before = threads.getCurrentThreadAllocatedBytes();
      try {
        decode.run();
      } catch (PgProtocolException second) {
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(65_536);
      }
    }
  }

  @Test
  void codesThatNobodyKnowsAreRefused() {
    assertThatThrownBy(() -> Format.decode(2)).isInstanceOf(PgProtocolException.class);
    assertThatThrownBy(() -> Format.decode(-1)).isInstanceOf(PgProtocolException.class);
    assertThatThrownBy(() -> TransactionStatus.decode((byte) 'X'))
        .isInstanceOf(PgProtocolException.class);
    assertThatThrownBy(() -> TransactionStatus.decode((byte) 0))
        .isInstanceOf(PgProtocolException.class);
    assertThatThrownBy(() -> Target.decode((byte) 'X')).isInstanceOf(PgProtocolException.class);
    byte[] protocol2 = new ByteWriter().int4(2 << 16).int1(0).toByteArray();
    assertThatThrownBy(() -> FrontendMessage.decodeStartup(new ByteReader(protocol2)))
        .isInstanceOf(PgProtocolException.class)
        .hasMessageContaining("2.0");
    byte[] negotiate4 = new ByteWriter().int4(4 << 16).int4(0).toByteArray();
    assertThatThrownBy(() -> BackendMessage.decode((byte) 'v', new ByteReader(negotiate4)))
        .isInstanceOf(PgProtocolException.class)
        .hasMessageContaining("4.0");
    byte[] formats =
        new ByteWriter().int2(0).int2(2).int4(0).int2(1).int4(-1).int2(0).toByteArray();
    assertThatThrownBy(() -> FrontendMessage.decode((byte) 'B', new ByteReader(formats)))
        .isInstanceOf(PgProtocolException.class)
        .hasMessageContaining("2 formats for 1 parameters");
  }
}
