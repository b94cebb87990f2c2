// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class QueryTextTest {

  @Test
  void anyTextIsReadWithoutAFailure() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    String alphabet = "aE1.'\"$-/* \n\\é_,(;\uD83D";
    for (int i = 0; i < 50_000; i++) {
      StringBuilder sql = new StringBuilder();
      for (int j = random.nextInt(30); j > 0; j--) {
        sql.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThat(QueryText.name(sql.toString())).isNotNull();
      assertThat(QueryText.firstWord(sql.toString())).isNotNull();
    }
  }

  @Test
  void theFirstCommentMayGiveAName() {
    assertThat(QueryText.name("-- name: hawaii\nselect 1")).isEqualTo("hawaii");
    assertThat(QueryText.name("  -- name: GetUser :one\nselect 1")).isEqualTo("GetUser");
    assertThat(QueryText.name("/* name: a.b/c-d_1 */ select 1")).isEqualTo("a.b/c-d_1");
    assertThat(QueryText.name("select 1 -- name: late")).isEmpty();
    assertThat(QueryText.name("-- names: x\nselect 1")).isEmpty();
    assertThat(QueryText.name("-- name: " + "x".repeat(65) + "\n")).isEmpty();
    assertThat(QueryText.name("-- name:")).isEmpty();
    assertThat(QueryText.name("--")).isEmpty();
  }
}
