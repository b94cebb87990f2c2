// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.fault.PgProtocolException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FrameLimitsTest {

  private static final int MOST = FrameLimits.DEFAULT_MAX_LENGTH;

  @Test
  @DisplayName("P3: before authentication is over nothing may be long")
  void beforeAuthentication() {
    for (int type = 0; type < 256; type++) {
      int most = type == 'R' || type == 'v' ? 2_000 : 30_000;
      assertThat(FrameLimits.maxLength((byte) type, false, MOST)).isEqualTo(most);
    }
  }

  @Test
  @DisplayName("P3: afterwards only messages with data or text of others may be long")
  void afterAuthentication() {
    for (int type = 0; type < 256; type++) {
      int most = "TtDdENAV".indexOf(type) >= 0 ? MOST : 30_000;
      assertThat(FrameLimits.maxLength((byte) type, true, MOST)).isEqualTo(most);
    }
  }

  @Test
  @DisplayName("P3: the configured maximum holds for every type")
  void configured() {
    for (int type = 0; type < 256; type++) {
      assertThat(FrameLimits.maxLength((byte) type, true, 1_000)).isEqualTo(1_000);
      assertThat(FrameLimits.maxLength((byte) type, false, 1_000)).isEqualTo(1_000);
    }
    assertThat(FrameLimits.maxLength((byte) 'D', true, 1 << 20)).isEqualTo(1 << 20);
    assertThat(FrameLimits.maxLength((byte) 'Z', true, 1 << 20)).isEqualTo(30_000);
  }

  @Test
  @DisplayName(
      "P2: lengths 0 to 3, negative ones and those above the limit are refused for every type")
  void lengths() {
    for (int type = 0; type < 256; type++) {
      byte code = (byte) type;
      for (boolean authenticated : new boolean[] {false, true}) {
        int most = FrameLimits.maxLength(code, authenticated, MOST);
        for (int bad :
            new int[] {0, 1, 2, 3, -1, -2, Integer.MIN_VALUE, Integer.MAX_VALUE, most + 1}) {
          assertThatThrownBy(() -> FrameLimits.bodyLength(code, bad, authenticated, MOST))
              .isInstanceOf(PgProtocolException.class)
              .hasMessageContaining(" claims " + bad + " bytes");
        }
        assertThat(FrameLimits.bodyLength(code, 4, authenticated, MOST)).isZero();
        assertThat(FrameLimits.bodyLength(code, most, authenticated, MOST)).isEqualTo(most - 4);
      }
    }
  }
}
