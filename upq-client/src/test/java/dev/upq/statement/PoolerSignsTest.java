// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the process ids of sessions tell of a pooler. */
class PoolerSignsTest {

  private final PoolerSigns signs = PreparedStatementRegistry.named().pooler();

  @Test
  void nobodyAsksUnlessThatIsWantedAndThenOneDoes() {
    assertThat(signs.open()).isFalse();
    signs.wanted();
    assertThat(signs.open()).isTrue();
    assertThat(signs.beginAsking()).isTrue();
    assertThat(signs.beginAsking()).isFalse();
    signs.unanswered();
    assertThat(signs.beginAsking()).isTrue();
    assertThat(signs.answered(7, 7, () -> true)).contains(Pooler.NONE);
    assertThat(signs.known()).isEqualTo(Pooler.NONE);
    assertThat(signs.open()).isFalse();
  }

  @Test
  @DisplayName("PS, bar 7: one session behind two open connections is a shared one")
  void oneSessionBehindTwoOpenConnections() {
    signs.wanted();
    assertThat(signs.beginAsking()).isTrue();
    assertThat(signs.answered(1, 100, () -> true)).contains(Pooler.BETWEEN);
    assertThat(signs.beginAsking()).as("all ask now").isTrue();
    assertThat(signs.answered(2, 101, () -> true)).isEmpty();
    assertThat(signs.known()).isEqualTo(Pooler.BETWEEN);
    assertThat(signs.answered(3, 100, () -> true)).contains(Pooler.SHARING);
    assertThat(signs.answered(4, 101, () -> true)).as("told once").isEmpty();
    assertThat(signs.sharing()).isEmpty();
    assertThat(signs.open()).isFalse();
  }

  @Test
  void aSessionThatIsUsedAgainAfterItsConnectionHasClosedIsNotShared() {
    signs.wanted();
    AtomicBoolean open = new AtomicBoolean(true);
    assertThat(signs.answered(1, 100, open::get)).contains(Pooler.BETWEEN);
    open.set(false);
    assertThat(signs.answered(2, 100, () -> true)).isEmpty();
    assertThat(signs.known()).isEqualTo(Pooler.BETWEEN);
  }
}
