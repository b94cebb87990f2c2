// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTokensTest {

  /** Tokens with the first letters of their kinds in front. */
  private static String read(String sql) {
    SqlTokens tokens = new SqlTokens(sql);
    StringBuilder all = new StringBuilder();
    while (tokens.next() != SqlTokens.Kind.END) {
      all.append(all.isEmpty() ? "" : " | ").append(tokens.kind().name(), 0, 2);
      all.append(tokens.clear() ? " " : "? ").append(tokens.text());
    }
    return all.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "select a.b ~ WO select | WO a | SY . | WO b",
        "x::int ~ WO x | SY : | SY : | WO int",
        "a -- b'\\n c /* /* d */ e */ f ~ WO a | WO c | WO f",
        "'it''s' \"a\"\"b\" ~ ST 'it''s' | QU \"a\"\"b\"",
        "$1,$65535 ~ PA $1 | SY , | PA $65535",
        "1.5e3+x$1 ~ NU 1.5e3 | SY + | WO x$1",
        "E'a\\'b' e ~ ST? E'a\\'b' | WO e",
        "'a\\' b ~ ST? 'a\\' | WO b",
        "$a$ 'x $b$ :n $a$ y ~ ST? $a$ 'x $b$ :n $a$ | WO y",
        "$$;$$ ~ ST? $$;$$",
        "U&'x' ~ WO U | SY & | ST 'x'",
        "b'01' ~ WO? b | ST '01'",
        "a $ b ~ WO a | SY? $ | WO b",
        "$123456 ~ PA? $123456",
        "größe ~ WO größe",
      })
  void isReadAsTheManualHasIt(String sql, String tokens) {
    assertThat(read(sql.replace("\\n", "\n"))).isEqualTo(tokens);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'a", "\"a", "$x$ a $y$", "E'a\\'", "a \r b", "\\", "n'x'"})
  void whatEndsNowhereOrDependsOnASettingIsNotClear(String sql) {
    assertThat(SqlTokens.allClear(sql)).isFalse();
    assertThat(SqlTokens.allClear("a \r\n b /* 'c */ 'd' $1")).isTrue();
  }

  @Test
  void anyTextIsReadToItsEndWithoutAGap() {
    long seed = Long.getLong("upq.seed", 20261123);
    System.out.println("seed " + seed + ", replay with -Dupq.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    String alphabet = "a1$'\"\\/*- \n\r:;.(eE€";
    for (int i = 0; i < 100_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(12); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String sql = text.toString();
      SqlTokens tokens = new SqlTokens(sql);
      int last = 0;
      while (tokens.next() != SqlTokens.Kind.END) {
        assertThat(tokens.from()).as(sql).isEqualTo(FirstWord.begin(sql, last));
        assertThat(tokens.to()).as(sql).isGreaterThan(tokens.from());
        last = tokens.to();
      }
      assertThat(tokens.to()).as(sql).isEqualTo(sql.length());
    }
  }
}
