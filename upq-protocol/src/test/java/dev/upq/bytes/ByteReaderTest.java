// SPDX-License-Identifier: Apache-2.0
package dev.upq.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.fault.PgProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ByteReaderTest {

  private static ByteReader reader(int... bytes) {
    byte[] array = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      array[i] = (byte) bytes[i];
    }
    return new ByteReader(array);
  }

  @Test
  void numbersAreBigEndian() {
    byte[] bytes =
        ByteBuffer.allocate(39)
            .put((byte) -2)
            .put((byte) 0xfe)
            .putShort((short) -3)
            .putShort((short) 0xfffd)
            .putInt(-4)
            .putInt(-4)
            .putLong(Long.MIN_VALUE + 5)
            .putFloat(1.5f)
            .putDouble(-2.5)
            .putInt(7)
            .array();
    ByteReader in = new ByteReader(bytes, 0, 34);
    assertThat(in.int1()).isEqualTo((byte) -2);
    assertThat(in.uint1()).isEqualTo(0xfe);
    assertThat(in.int2()).isEqualTo((short) -3);
    assertThat(in.uint2()).isEqualTo(0xfffd);
    assertThat(in.int4()).isEqualTo(-4);
    assertThat(in.uint4()).isEqualTo(0xffff_fffcL);
    assertThat(in.int8()).isEqualTo(Long.MIN_VALUE + 5);
    assertThat(in.float4()).isEqualTo(1.5f);
    assertThat(in.float8()).isEqualTo(-2.5);
    in.end();
  }

  @Test
  void everyReadPastTheEndIsRefusedAndLeavesThePositionAlone() {
    List<Consumer<ByteReader>> reads =
        List.of(
            in -> in.int8(),
            in -> in.float8(),
            in -> in.bytes(4),
            in -> in.slice(4),
            in -> in.skip(4),
            in -> in.text(4),
            in -> in.int4(),
            in -> in.uint4(),
            in -> in.float4(),
            in -> in.cstring(),
            in -> in.skip(-1),
            in -> in.bytes(-1),
            in -> in.bytes(Integer.MIN_VALUE),
            in -> in.text(Integer.MAX_VALUE),
            in -> in.slice(Integer.MIN_VALUE));
    byte[] bytes = "__abc\0__".getBytes(StandardCharsets.US_ASCII);
    for (Consumer<ByteReader> read : reads) {
      ByteReader in = new ByteReader(bytes, 2, 5);
      assertThatThrownBy(() -> read.accept(in)).isInstanceOf(PgProtocolException.class);
      assertThat(in.remaining()).isEqualTo(3);
      assertThat(in.text()).isEqualTo("abc");
    }
  }

  @Test
  void anEmptyReaderGivesNothingButNothing() {
    ByteReader in = reader();
    assertThat(in.rest()).isEmpty();
    assertThat(in.text()).isEmpty();
    in.end();
    assertThatThrownBy(in::int1).isInstanceOf(PgProtocolException.class);
    assertThatThrownBy(in::uint1).isInstanceOf(PgProtocolException.class);
    assertThatThrownBy(in::int2).isInstanceOf(PgProtocolException.class);
    assertThatThrownBy(in::uint2).isInstanceOf(PgProtocolException.class);
    assertThatThrownBy(in::cstring).isInstanceOf(PgProtocolException.class);
  }

  @Test
  void aSliceCannotSeeWhatStandsBehindIt() {
    ByteReader in = reader(1, 2, 3, 4);
    ByteReader slice = in.slice(2);
    assertThat(slice.rest()).containsExactly(1, 2);
    assertThatThrownBy(slice::int1).isInstanceOf(PgProtocolException.class);
    assertThat(in.rest()).containsExactly(3, 4);
  }

  @Test
  void leftoversAreRefused() {
    ByteReader in = reader(1);
    assertThatThrownBy(in::end)
        .isInstanceOf(PgProtocolException.class)
        .hasMessageContaining("1 bytes too many");
  }

  @Test
  void aCountThatTheRestCannotHoldIsRefused() {
    ByteReader in = reader(0, 0, 0, 0, 0, 0, 0, 0);
    assertThatThrownBy(() -> in.count(1L << 62, 4)).isInstanceOf(PgProtocolException.class);
    assertThat(in.count(2, 4)).isEqualTo(2);
    assertThat(in.count(0, 4)).isZero();
    for (long claimed :
        new long[] {3, -1, 65_535, Integer.MAX_VALUE, 0xffff_ffffL, Long.MIN_VALUE}) {
      assertThatThrownBy(() -> in.count(claimed, 4)).isInstanceOf(PgProtocolException.class);
    }
  }

  @Test
  void malformedUtf8IsRefusedAndTheReplacementCharacterItselfIsNot() {
    assertThat(reader(0xef, 0xbf, 0xbd).text()).isEqualTo("\ufffd");
    int[][] malformed = {
      {0xff},
      {0xc0, 0x80},
      {0xc3},
      {0xed, 0xa0, 0x80},
      {0xf5, 0x80, 0x80, 0x80},
      {0x80},
      {0xe2, 0x82},
      {0xef, 0xbf, 0xbd, 0xff}
    };
    for (int[] bytes : malformed) {
      ByteReader in = reader(bytes);
      assertThatThrownBy(in::text).isInstanceOf(PgProtocolException.class);
      assertThat(in.remaining()).isEqualTo(bytes.length);
    }
  }

  @Test
  void aStringEndsAtItsZeroByte() {
    ByteReader in = new ByteReader("a\0\0bc\0".getBytes(StandardCharsets.US_ASCII));
    assertThat(in.cstring()).isEqualTo("a");
    assertThat(in.cstring()).isEmpty();
    assertThat(in.cstring()).isEqualTo("bc");
    in.end();
  }

  @Test
  void aReaderOutsideItsArrayCannotBeMade() {
    byte[] three = new byte[3];
    assertThatThrownBy(() -> new ByteReader(three, -1, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new ByteReader(three, 2, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new ByteReader(three, 0, 4))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void randomReadsOfRandomBytesFailOnlyAsProtocolFaults() {
    long seed = 20_260_101L;
    System.out.println("ByteReaderTest seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int run = 0; run < 20_000; run++) {
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      ByteReader in = new ByteReader(bytes);
      for (int step = 0; step < 12; step++) {
        int before = in.remaining();
        try {
          read(in, random);
          assertThat(in.remaining()).isBetween(0, before);
        } catch (PgProtocolException refused) {
          assertThat(in.remaining()).isEqualTo(before);
        }
      }
    }
  }

  private static void read(ByteReader in, SplittableRandom random) {
    int length = random.nextInt(-2, 10);
    switch (random.nextInt(10)) {
      case 0 -> in.int1();
      case 1 -> in.int2();
      case 2 -> in.int4();
      case 3 -> in.int8();
      case 4 -> in.bytes(length);
      case 5 -> in.text(length);
      case 6 -> in.cstring();
      case 7 -> in.slice(length).rest();
      case 8 -> in.count(random.nextLong(-2, 5), 3);
      case 9 -> in.skip(length);
      default -> throw new AssertionError();
    }
  }
}
