// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.config.HostPort;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One thread. */
final class HostMemoryTest {

  private static final HostPort A = new HostPort("a", 5432);
  private static final HostPort B = new HostPort("b", 5432);
  private static final HostPort C = new HostPort("c", 5432);
  private static final List<HostPort> ALL = List.of(A, B, C);

  private final HostMemory memory = new HostMemory();

  private static long millis(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }

  @Test
  void whatCouldNotBeReachedIsTriedLastForAWhile() {
    assertThat(memory.order(ALL, 0)).containsExactly(A, B, C);
    memory.failed(A, 0);
    assertThat(memory.order(ALL, millis(49))).containsExactly(B, C, A);
    assertThat(memory.order(ALL, millis(100))).containsExactly(A, B, C);
  }

  @Test
  void eachFailureMoreMakesItLongerUpToAnEnd() {
    for (int i = 0; i < 3; i++) {
      memory.failed(B, 0);
    }
    assertThat(memory.order(ALL, millis(199))).containsExactly(A, C, B);
    assertThat(memory.order(ALL, millis(400))).containsExactly(A, B, C);
    for (int i = 0; i < 100; i++) {
      memory.failed(B, 0);
    }
    assertThat(memory.order(ALL, millis(14_999))).containsExactly(A, C, B);
    assertThat(memory.order(ALL, millis(30_000))).containsExactly(A, B, C);
  }

  @Test
  void aSuccessIsForgiving() {
    memory.failed(A, 0);
    memory.failed(A, 0);
    memory.succeeded(A);
    assertThat(memory.order(ALL, 0)).containsExactly(A, B, C);
    memory.failed(A, 0);
    assertThat(memory.order(ALL, millis(100))).containsExactly(A, B, C);
  }

  @Test
  void whereAllHaveFailedAllAreTried() {
    ALL.forEach(host -> memory.failed(host, 0));
    assertThat(memory.order(ALL, 1)).containsExactly(A, B, C);
  }
}
