// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.fault.PgUsageException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class ServerTextTest {

  @Test
  void utf8IsCountedAsItIsEncoded() {
    Random random = new Random(99);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(20); j > 0; j--) {
        int point = random.nextInt(Character.MAX_CODE_POINT >> random.nextInt(16));
        if (point < 0xd800 || point > 0xdfff) {
          text.appendCodePoint(point);
        }
      }
      assertThat(ServerText.utf8Bytes(text.toString()))
          .isEqualTo(text.toString().getBytes(StandardCharsets.UTF_8).length);
    }
  }

  @Test
  @DisplayName("NT-01, NT-02: limits are in bytes of the server's encoding")
  void limitsAreInBytesOfTheServer() {
    ServerText latin = ServerText.of("LATIN1");
    assertThatCode(() -> latin.channel("\u00e9".repeat(63))).doesNotThrowAnyException();
    assertThatThrownBy(() -> latin.channel("\u00e9".repeat(64)))
        .isInstanceOf(PgUsageException.class);
    assertThatThrownBy(() -> ServerText.UTF8.channel("\u00e9".repeat(32)))
        .isInstanceOf(PgUsageException.class);
    assertThat(latin.fits("\u00e9".repeat(7_999))).isTrue();
    assertThat(latin.fits("\u00e9".repeat(8_000))).isFalse();
    assertThat(ServerText.UTF8.fits("\u00e9".repeat(3_999))).isTrue();
    assertThat(ServerText.UTF8.fits("\u00e9".repeat(4_000))).isFalse();
    assertThat(ServerText.of("NEVER_HEARD_OF")).isEqualTo(ServerText.UTF8);
    assertThat(ServerText.of("EUC_JP").bytes("\u3042")).isEqualTo(2);
  }
}
