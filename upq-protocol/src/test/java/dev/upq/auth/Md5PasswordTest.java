// SPDX-License-Identifier: Apache-2.0
package dev.upq.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.fault.PgConfigException;
import dev.upq.fault.PgProtocolException;
import org.junit.jupiter.api.Test;

final class Md5PasswordTest {

  @Test
  void theResponseIsTheHashOfHashAndSalt() {
    assertThat(Md5Password.response("alice", "secret", new byte[] {1, 2, 3, 4}))
        .isEqualTo("md598a0412b9c31436fc53776e863350083");
    assertThat(Md5Password.response("J\u00fcrgen", "p\u00e4ss", new byte[] {-1, 0, -128, 127}))
        .isEqualTo("md54048ac84a59974d1a6316d6750939215");
  }

  @Test
  void aSaltThatIsNotFourBytesLongIsRefused() {
    for (int length : new int[] {0, 3, 5, 1_000}) {
      assertThatThrownBy(() -> Md5Password.response("alice", "secret", new byte[length]))
          .isInstanceOf(PgProtocolException.class)
          .hasMessageNotContaining("secret");
    }
  }

  @Test
  void whatIsNotTextIsRefusedWithoutShowingIt() {
    assertThatThrownBy(() -> Md5Password.response("alice", "canary\ud800", new byte[4]))
        .isInstanceOf(PgConfigException.class)
        .hasMessageNotContaining("canary");
    assertThatThrownBy(() -> Md5Password.response("al\0ice", "x", new byte[4]))
        .isInstanceOf(PgConfigException.class);
  }
}
