// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class ShownSqlTest {

  private static String masked(String sql) {
    return ShownSql.of(sql, 400);
  }

  @Test
  void literalsAreNotShown() {
    assertThat(masked("select * from t where a = 'it''s' and b=5 and c = $1"))
        .isEqualTo("select * from t where a = ? and b=? and c = $1");
    assertThat(masked("select E'a\\'b', 1")).isEqualTo("select ?");
    assertThat(masked("select $$secret$$, $tag$se$$cret$tag$, x")).isEqualTo("select ?, x");
    assertThat(masked("select 1.5e-10, 0x1F, .5, 1_000 from t1")).isEqualTo("select ? from t1");
    assertThat(masked("values (1,'a'), (2,'b')")).isEqualTo("values (?), (?)");
    assertThat(masked("select B'101', x'ff', U&'a'")).isEqualTo("select ?");
  }

  @Test
  void whatIsCutOffInTheMiddleShowsNothingMore() {
    assertThat(masked("select 'secret")).isEqualTo("select ?");
    assertThat(masked("select $a$secret")).isEqualTo("select ?");
    assertThat(masked("select /* secret")).isEqualTo("select");
    assertThat(masked("select E'secret\\")).isEqualTo("select ?");
  }

  @Test
  void namesStay() {
    assertThat(masked("select \"My 1\"\"col\", t1.c2 from t$1 where x1=$12"))
        .isEqualTo("select \"My 1\"\"col\", t1.c2 from t$1 where x1=$12");
  }

  @Test
  void blanksAndCommentsBecomeOneBlank() {
    assertThat(masked("  select\n\t a -- secret\n, /* s /* nested */ ecret */ b  "))
        .isEqualTo("select a , b");
  }

  @Test
  void longTextsAreCut() {
    assertThat(ShownSql.of("select " + "abc, ".repeat(100), 20)).hasSize(20).endsWith("…");
    assertThat(ShownSql.of("select \"" + "x".repeat(1_000) + "\"", 50)).hasSize(50);
    assertThat(ShownSql.of("", 50)).isEmpty();
  }

  @Test
  @DisplayName("A quote behind a backslash: what follows may be a part of the string")
  void whatMayBeReadInTwoWaysIsHidden() {
    assertThat(masked("select 'a\\', b")).isEqualTo("select ?\u2026");
    assertThat(masked("select 'a\\'' , 'secret'")).isEqualTo("select ?\u2026");
    assertThat(masked("select 'a\\b', c")).isEqualTo("select ?, c");
  }

  @Test
  void nothingIsCutInsideACharacterAndNothingControlsATerminal() {
    assertThat(ShownSql.of("a\ud83d\ude00bcdef", 3)).isEqualTo("a\u2026");
    assertThat(ShownSql.of("select a", 8)).isEqualTo("select a");
    assertThat(masked("select\u0000\u001b[31m \"\u001b\"")).doesNotContain("\u0000", "\u001b");
  }

  @Test
  void whatIsShownDoesNotChangeWhenItIsShownAgain() {
    String once = masked("select 'a', 1 from t where x = $1 and y in (2,3)");
    assertThat(once).isEqualTo("select ? from t where x = $1 and y in (?)");
    assertThat(masked(once)).isEqualTo(once);
  }

  @Test
  void anyTextIsMaskedWithoutAFailure() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    String alphabet = "aE1.'\"$-/* \n\\é_,(;\uD83D";
    for (int i = 0; i < 50_000; i++) {
      StringBuilder sql = new StringBuilder();
      for (int j = random.nextInt(30); j > 0; j--) {
        sql.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThat(ShownSql.of(sql.toString(), 25)).as("seed %s: %s", seed, sql).hasSizeLessThan(26);
    }
  }
}
