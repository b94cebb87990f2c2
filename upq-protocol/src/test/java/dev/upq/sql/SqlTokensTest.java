// SPDX-License-Identifier: Apache-2.0
package dev.upq.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.fault.PgUsageException;
import java.io.Reader;
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
        "U&'x' ~ ST U&'x'",
        "b'01' ~ ST? b'01'",
        "a $ b ~ WO a | SY? $ | WO b",
        "$123456 ~ PA? $123456",
        "größe ~ WO größe",
        "u&\"a\"\"b\" U& 'a' ~ QU u&\"a\"\"b\" | WO U | SY & | ST 'a'",
        "E'a'\\n'b\\'' c ~ ST? E'a' | ST? 'b\\'' | WO c",
        "E'a' -- b\\n 'c\\'' ~ ST? E'a' | ST? 'c\\''",
        "E'a' 'b\\' c ~ ST? E'a' | ST? 'b\\' | WO c",
        "E'a' /**/\\n'b\\' c ~ ST? E'a' | ST? 'b\\' | WO c",
        "E'a'/*\\n*/'b\\' c ~ ST? E'a' | ST? 'b\\' | WO c",
        "x'1''2' ~ ST? x'1' | ST '2'",
        "n'a''b' ~ ST? n'a''b'",
        "1..2 3.4e-5 6e7 .8 9. 0x1F_a 1_000 ~ NU 1 | SY .. | NU 2 | NU 3.4e-5 | NU 6e7 | NU .8 | NU"
            + " 9. | NU 0x1F_a | NU 1_000",
        "1$a$'$a$ 2a$b$ ~ NU 1 | ST? $a$'$a$ | NU 2a$b$",
        "a\\fb\u000Bc ~ WO a | WO b | WO c",
        "a\u00A0b\u200Bc\u3000 ~ WO a\u00A0b\u200Bc\u3000",
        "a -- b\\r c ~ WO a | WO? c",
        "a +-- b\\n- /* c */ @ ~ WO a | SY + | SY - | SY @",
      })
  void isReadAsTheManualHasIt(String sql, String tokens) {
    assertThat(read(sql.replace("\\n", "\n").replace("\\r", "\r").replace("\\f", "\f")))
        .isEqualTo(tokens)
        .isEqualTo(tokens);
  }

  @Test
  void withTheSettingOffABackslashTakesAQuoteAlong() {
    SqlTokens tokens = new SqlTokens("'a\\'b' n'c\\'' u&'d\\' \"e\\\"");
    tokens.backslashEscapes(true);
    StringBuilder all = new StringBuilder();
    while (tokens.next() != SqlTokens.Kind.END) {
      all.append(tokens.text()).append('|');
    }
    assertThat(all).hasToString("'a\\'b'|n'c\\''|u&'d\\'|\"e\\\"|");
  }

  @Test
  void aStreamHasItsLineCommentsAsTokensAndHoldsWhatIsKept() {
    SqlTokens tokens = SqlTokens.of(Reader.of("\uFEFF-- a\nb\n --c\n 'd" + "d".repeat(500)), 8);
    assertThat(tokens.next()).isEqualTo(SqlTokens.Kind.LINE_COMMENT);
    assertThat(tokens.text()).isEqualTo("-- a");
    assertThat(tokens.position()).isEqualTo(SqlPosition.START);
    assertThat(tokens.next()).isEqualTo(SqlTokens.Kind.WORD);
    tokens.keep();
    assertThat(tokens.position()).isEqualTo(new SqlPosition(2, 1, 5));
    assertThat(tokens.next()).isEqualTo(SqlTokens.Kind.LINE_COMMENT);
    assertThat(tokens.kept(tokens.to())).isEqualTo("b\n --c");
    assertThatThrownBy(tokens::next).isInstanceOf(PgUsageException.class);
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
