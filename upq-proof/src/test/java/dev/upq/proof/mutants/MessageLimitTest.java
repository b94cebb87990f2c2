// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgValueException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is too long to be sent is refused before a byte of it is written; the rest is whole. */
class MessageLimitTest {

  private static final int LIMIT_BYTES = 1_000;

  @Test
  @DisplayName("P10: a sum of lengths that does not fit 32 bits is refused, not wrapped")
  void sumOfLengthsThatWrapsIsRefused() {
    ByteWriter out = new ByteWriter(16, LIMIT_BYTES).int8(1);
    assertThatThrownBy(() -> out.bytes(new byte[1], 0, Integer.MAX_VALUE))
        .isInstanceOf(PgValueException.class);
    assertThat(out.size()).isEqualTo(8);
  }

  @Test
  @DisplayName("P10: values that are too long only together are refused")
  void valuesThatAreTooLongTogetherAreRefused() {
    byte[] shared = new byte[LIMIT_BYTES / 8];
    ByteWriter out = new ByteWriter(16, LIMIT_BYTES);
    int frame = out.beginFrame('B');
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 8; i++) {
                out.int4(shared.length).bytes(shared);
              }
            })
        .isInstanceOf(PgValueException.class);
    assertThat(out.size()).isLessThanOrEqualTo(LIMIT_BYTES);
    out.endFrame(frame);
  }

  @Test
  @DisplayName("P10: no value is lost where the array behind the writer grows")
  void whatIsWrittenAcrossTheGrowthOfTheArrayIsKept() {
    for (int roomBytes = 0; roomBytes < 64; roomBytes++) {
      ByteWriter out = new ByteWriter(roomBytes, LIMIT_BYTES);
      assertThatCode(() -> write(out)).doesNotThrowAnyException();
      ByteReader in = new ByteReader(out.toByteArray());
      for (int i = 1; i <= 8; i++) {
        assertThat((int) in.int1()).isEqualTo(i);
        assertThat((int) in.int2()).isEqualTo(i);
        assertThat(in.int4()).isEqualTo(i);
        assertThat(in.int8()).isEqualTo(i);
      }
    }
  }

  private static void write(ByteWriter out) {
    for (int i = 1; i <= 8; i++) {
      out.int1(i).int2(i).int4(i).int8(i);
    }
  }
}
