// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ChecksumTest {

  @Test
  void itIsTheSha256OfTheText() {
    assertThat(Checksum.of("abc").sum())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void aTextThatIsReadHasTheSameSumAsOneThatIsKept() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 50_000; i++) {
      text.appendCodePoint(random.nextInt(10) == 0 ? 0x1F600 + random.nextInt(40) : 'a' + i % 26);
    }
    assertThat(Checksum.of(inPieces(text.toString(), random)))
        .isEqualTo(Checksum.of(text.toString()));
  }

  @Test
  @DisplayName("MG-07: a canonical text has line feeds, and no mark in front, wherever it is cut")
  void lineEndsAreFolded() throws IOException {
    SplittableRandom random = new SplittableRandom(8);
    String text = "\uFEFFone\r\ntwo\rthree\n\r\nfour\r\r\n\uFEFFend\r";
    for (int i = 0; i < 1_000; i++) {
      StringBuilder read = new StringBuilder();
      try (Reader reader = new CanonicalReader(inPieces(text, random))) {
        char[] chunk = new char[1 + random.nextInt(5)];
        for (int count = reader.read(chunk); count >= 0; count = reader.read(chunk)) {
          assertThat(count).isPositive();
          read.append(chunk, 0, count);
        }
      }
      assertThat(read.toString()).isEqualTo("one\ntwo\nthree\n\nfour\n\n\uFEFFend\n");
    }
  }

  private static Reader inPieces(String text, SplittableRandom random) {
    return new StringReader(text) {
      @Override
      public int read(char[] target, int from, int length) throws IOException {
        return super.read(target, from, Math.min(length, 1 + random.nextInt(3_000)));
      }
    };
  }
}
