// SPDX-License-Identifier: Apache-2.0
package dev.upq.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.fault.PgValueException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ByteWriterTest {

  @Test
  void whatIsWrittenIsRead() {
    ByteWriter out = new ByteWriter(0, 1_000);
    out.int1(-2)
        .int2(-3)
        .int4(-4)
        .int8(-5L)
        .float4(1.5f)
        .float8(-2.5)
        .cstring("é")
        .bytes(new byte[] {9, 8, 7}, 1, 2);
    ByteReader in = new ByteReader(out.array(), 0, out.size());
    assertThat(in.int1()).isEqualTo((byte) -2);
    assertThat(in.int2()).isEqualTo((short) -3);
    assertThat(in.int4()).isEqualTo(-4);
    assertThat(in.int8()).isEqualTo(-5L);
    assertThat(in.float4()).isEqualTo(1.5f);
    assertThat(in.float8()).isEqualTo(-2.5);
    assertThat(in.cstring()).isEqualTo("é");
    assertThat(in.rest()).containsExactly(8, 7);
  }

  @Test
  void textIsTheUtf8ThatJavaWrites() {
    long seed = 20_260_102L;
    System.out.println("ByteWriterTest seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int run = 0; run < 5_000; run++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(20); i > 0; i--) {
        int point = random.nextInt(1, 1 << random.nextInt(1, 21));
        if (point < 0xd800 || point > 0xdfff) {
          text.appendCodePoint(point);
        }
      }
      ByteWriter out = new ByteWriter(1, 1_000).text(text);
      assertThat(out.toByteArray()).isEqualTo(text.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void longTextIsTheSameWhereverItsFirstOddCharacterStands() {
    String[] odd = {"", "\u007f", "\u0080", "\u0141", "\ud83d\ude00", "\0", "\ud83d"};
    SplittableRandom random = new SplittableRandom(20_261_123L);
    for (int run = 0; run < 500; run++) {
      String letter = odd[run % odd.length];
      StringBuilder plain = new StringBuilder();
      for (int i = random.nextInt(10_000); i > 0; i--) {
        plain.append((char) random.nextInt(1, 0x80));
      }
      String text = plain.insert(random.nextInt(plain.length() + 1), letter).toString();
      ByteWriter out = new ByteWriter(1, 20_000).int1(1);
      if (letter.equals("\0") || letter.equals("\ud83d")) {
        assertThatThrownBy(() -> out.text(text)).isInstanceOf(PgValueException.class);
        assertThat(out.toByteArray()).containsExactly(1);
      } else {
        byte[] whole = ("\1" + text).getBytes(StandardCharsets.UTF_8);
        assertThat(out.text(text).toByteArray()).isEqualTo(whole);
      }
    }
  }

  @Test
  void nulAndLoneSurrogatesAreRefusedAndNothingOfTheTextStays() {
    for (String text :
        new String[] {"ab\0c", "\0", "é\ud83d", "a\ude00b", "\ude00\ud83d", "\ud83d\ud83d\ude00"}) {
      ByteWriter out = new ByteWriter().int1(1);
      assertThatThrownBy(() -> out.text(text)).isInstanceOf(PgValueException.class);
      assertThat(out.toByteArray()).containsExactly(1);
    }
  }

  @Test
  void theLimitHoldsForEveryWrite() {
    byte[] two = {1, 2};
    ByteWriter out = new ByteWriter(0, 9).int8(1);
    assertThatThrownBy(() -> out.int2(1)).isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> out.int4(1)).isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> out.int8(1)).isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> out.bytes(two)).isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> out.text("ab")).isInstanceOf(PgValueException.class);
    assertThat(out.size()).isEqualTo(8);
    out.int1(7);
    assertThatThrownBy(() -> out.int1(7))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining("limit of 9");
    assertThat(out.size()).isEqualTo(9);
  }

  @Test
  void framesAndValuesGetTheirLengths() {
    ByteWriter out = new ByteWriter(0, 100);
    int frame = out.beginFrame('Q');
    int value = out.beginValue();
    out.int2(5);
    out.endValue(value);
    out.endFrame(frame);
    assertThat(out.toByteArray()).containsExactly('Q', 0, 0, 0, 10, 0, 0, 0, 2, 0, 5);
    int untyped = out.beginFrame();
    out.endFrame(untyped);
    assertThat(new ByteReader(out.array(), 11, 15).int4()).isEqualTo(4);
  }

  @Test
  void truncateForgetsTheEndAndNothingElse() {
    ByteWriter out = new ByteWriter().int1(1).int1(2);
    out.truncate(1);
    assertThat(out.toByteArray()).containsExactly(1);
    assertThatThrownBy(() -> out.truncate(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> out.truncate(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
