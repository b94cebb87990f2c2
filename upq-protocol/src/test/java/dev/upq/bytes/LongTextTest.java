// SPDX-License-Identifier: Apache-2.0
package dev.upq.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.fault.PgValueException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Texts that are long enough to be written piece by piece. */
class LongTextTest {

  private static final long SEED = 20_261_124;
  private static final int[] LENGTHS = {255, 256, 257, 4_095, 4_096, 4_097, 8_192, 9_000, 20_000};
  private static final String[] OTHERS = {"é", "€", "\ud83d\ude00", "\u007f", "\u0080", "ÿ"};

  private static String ascii(SplittableRandom random, int length) {
    StringBuilder text = new StringBuilder(length);
    while (text.length() < length) {
      text.append((char) random.nextInt(1, 0x80));
    }
    return text.toString();
  }

  @Test
  void longTextIsTheUtf8ThatJavaWrites() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int run = 0; run < 300; run++) {
      String text = ascii(random, LENGTHS[run % LENGTHS.length]);
      if (run % 2 == 1) {
        int at = random.nextInt(text.length() + 1);
        text = text.substring(0, at) + OTHERS[random.nextInt(OTHERS.length)] + text.substring(at);
      }
      ByteWriter out = new ByteWriter(1, 100_000).int1(9).text(text).int1(9);
      assertThat(out.toByteArray())
          .as("seed %d, run %d", SEED, run)
          .isEqualTo(("\t" + text + "\t").getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void nulAndLoneSurrogatesAreRefusedWhereverTheyStand() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int length : LENGTHS) {
      for (char wrong : new char[] {'\0', '\ud83d', '\ude00'}) {
        for (int at : new int[] {0, length / 2, length - 1, random.nextInt(length)}) {
          String text = ascii(random, length);
          String refused = text.substring(0, at) + wrong + text.substring(at + 1);
          ByteWriter out = new ByteWriter().int1(7);
          assertThatThrownBy(() -> out.text(refused))
              .isInstanceOf(PgValueException.class)
              .hasMessageContaining("at index " + at);
          assertThat(out.toByteArray()).containsExactly(7);
        }
      }
    }
  }

  @Test
  void whatFollowsALargeValueDoesNotDoubleTheArray() {
    byte[] large = new byte[3_000_000];
    ByteWriter out = new ByteWriter();
    out.int4(large.length).bytes(large).int2(1).cstring("portal").int4(0);
    assertThat(out.array().length).isLessThan(large.length + 1_000);
    ByteWriter text = new ByteWriter();
    text.int4(0).text("x".repeat(3_000_000)).int4(0);
    assertThat(text.array().length).isLessThan(3_001_000);
  }
}
