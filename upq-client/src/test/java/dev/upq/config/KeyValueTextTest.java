// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Z7: a key=value string means what it means to libpq")
class KeyValueTextTest {

  @TempDir Path directory;

  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of("", ""),
        Arguments.of(" \t\n ", ""),
        Arguments.of("host=box", "host=box"),
        Arguments.of("  host=box  port=1 ", "host=box port=1"),
        Arguments.of("host = box\tport\n=\u000b1", "host=box port=1"),
        Arguments.of("host='my box'", "host=my box"),
        Arguments.of("host=''", "host="),
        Arguments.of("host='box'port=1", "host=box port=1"),
        Arguments.of("host='it\\'s'", "host=it's"),
        Arguments.of("host='a\\\\b'", "host=a\\b"),
        Arguments.of("host='a\\bc'", "host=abc"),
        Arguments.of("host=my\\ box", "host=my box"),
        Arguments.of("host=it\\'s", "host=it's"),
        Arguments.of("host=it's", "host=it's"),
        Arguments.of("host=a=b", "host=a=b"),
        Arguments.of("host=box\\", "host=box"),
        Arguments.of("host=", "host="),
        Arguments.of("host= port=1", "host=port=1"),
        Arguments.of("host=a host=b", "host=b"),
        Arguments.of("dbname=postgresql://x", "dbname=postgresql://x"),
        Arguments.of("ssl_min_protocol_version=TLSv1.3", "ssl_min_protocol_version=TLSv1.3"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("texts")
  void isRead(String text, String expected) {
    assertThat(Around.read(text)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          host                    | no "=" after the word at character 1
          host box                | no "=" after the word at character 1
          port=1 host             | no "=" after the word at character 8
          =box                    | its name is not a word
          host='box               | the quote at character 6 has no end
          host='box\\'            | the quote at character 6 has no end
          sslmod=require          | unknown setting "sslmod"; did you mean "sslmode"?
          SSLMODE=require         | unknown setting "SSLMODE"; did you mean "sslmode"?
          hots=box                | unknown setting "hots"; did you mean "host"?
          pool_size=3             | unknown setting "pool_size"
          work_mem=3              | unknown setting "work_mem"; a server's parameter goes through options=-c
          password=a b host=c     | quote a password with blanks
          """)
  void isRefused(String text, String reason) {
    assertThat(new Around(directory).refusal(text)).contains(reason);
  }

  @Test
  void eachKnownKeyIsItsOwnBestSuggestion() {
    Around around = new Around(directory);
    for (Setting setting : Setting.values()) {
      String key = setting.key();
      if (!around.refusal(key + "x=1").contains("did you mean \"" + key + "\"?")) {
        assertThat(around.refusal(key + "=1")).contains(key).doesNotContain("unknown");
      }
    }
  }
}
