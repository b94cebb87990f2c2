// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Z7: a URI means what it means to libpq")
class UriTextTest {

  @TempDir Path directory;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          postgresql://ann:pw@box:6000/shop        | dbname=shop host=box password=pw port=6000 user=ann
          postgresql://ann@box:6000/shop           | dbname=shop host=box port=6000 user=ann
          postgresql://ann@box/shop                | dbname=shop host=box user=ann
          postgresql://box:6000/shop               | dbname=shop host=box port=6000
          postgresql://box/shop                    | dbname=shop host=box
          postgresql://ann@box:6000/               | host=box port=6000 user=ann
          postgresql://ann@box/                    | host=box user=ann
          postgresql://ann@                        | user=ann
          postgresql://ann:@box                    | host=box user=ann
          postgresql://:pw@box                     | host=box password=pw
          postgresql://box:6000/                   | host=box port=6000
          postgresql://box:6000                    | host=box port=6000
          postgresql://box/                        | host=box
          postgresql://box                         | host=box
          postgresql://box?                        | host=box
          postgres://                              | ''
          postgres:///                             | ''
          postgres:///shop                         | dbname=shop
          postgres:///a/b                          | dbname=a/b
          postgres://ann@/shop                     | dbname=shop user=ann
          postgres://@box                          | host=box
          postgres://box:/                         | host=box
          postgres://:6000/                        | port=6000
          postgresql://?hostaddr=127.0.0.1         | hostaddr=127.0.0.1
          postgresql://box.example?hostaddr=10.0.0.7 | host=box.example hostaddr=10.0.0.7
          postgresql://%62ox/                      | host=box
          postgresql://box/shop?user=ann           | dbname=shop host=box user=ann
          postgresql://box/shop?us%65r=bob&port=1  | dbname=shop host=box port=1 user=bob
          postgresql://ann@box?user=bob            | host=box user=bob
          postgresql://box?user=ann&user=bob       | host=box user=bob
          postgresql://box:6000?user=ann           | host=box port=6000 user=ann
          postgresql://box?user=                   | host=box user=
          postgresql://box?user=ann&               | host=box user=ann
          postgresql://[::1]:6000/shop             | dbname=shop host=::1 port=6000
          postgresql://[::1]/shop                  | dbname=shop host=::1
          postgresql://[2001:db8::7]/              | host=2001:db8::7
          postgresql://[2001:db8::7z]              | host=2001:db8::7z
          postgresql://[::1]?user=ann              | host=::1 user=ann
          postgres://?host=/run/pg                 | host=/run/pg
          postgres://ann@/?host=/run/pg            | host=/run/pg user=ann
          postgres://ann@:6000/shop?host=/run/pg   | dbname=shop host=/run/pg port=6000 user=ann
          postgres://%2Frun%2Fpg/shop              | dbname=shop host=/run/pg
          postgres://%40abstract:6000/shop         | dbname=shop host=@abstract port=6000
          postgresql://a:1,b:2,c:3/shop            | dbname=shop host=a,b,c port=1,2,3
          postgresql://a,b:2,[::1]:3               | host=a,b,::1 port=,2,3
          postgresql://a%2Cb                       | host=a,b
          postgresql://,                           | host=, port=,
          postgresql://p%40ss:w%3Ard@box           | host=box password=w:rd user=p@ss
          postgresql://ann:a:b?c@box               | host=box password=a:b?c user=ann
          postgresql://box?application_name=a+b    | application_name=a+b host=box
          postgresql://box?dbname=%D7%90%20%c3%a4  | dbname=א ä host=box
          postgresql://box? user = ann & port = 1  | host=box port=1 user=ann
          postgresql://box?ssl=true                | host=box sslmode=require
          """)
  void isRead(String uri, String expected) {
    assertThat(Around.read(uri)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          postgresql://box/shop?u%7aer=ann    | unknown setting "uzer"; did you mean "user"?
          postgresql://box?uzer=              | unknown setting "uzer"; did you mean "user"?
          postgresql://box?ssl=1              | unknown setting "ssl"
          postgre://                          | no "=" after the word
          postgre://box?user=ann              | a URI begins with postgresql://
          jdbc:postgresql://box/shop          | a URI begins with postgresql://
          postgres://[::1                     | "[" without "]"
          postgres://[]                       | an IPv6 address is empty
          postgres://[::1]z                   | after an IPv6 address
          postgresql://box?zzz                | parameter 1 of the query has no "="
          postgresql://box?user=a&&port=1     | parameter 2 of the query has no "="
          postgresql://box?key=key=value      | second "="
          postgres://box?dbname=%XXy          | "%" without two hexadecimal digits
          postgresql://a%00b                  | %00
          postgresql://%zz                    | "%" without two hexadecimal digits
          postgresql://%1                     | "%" without two hexadecimal digits
          postgresql://%                      | "%" without two hexadecimal digits
          postgresql://%+1                    | "%" without two hexadecimal digits
          postgresql://%ff                    | not UTF-8
          postgresql://box?user=a b           | contains a space
          postgresql://a b/shop               | contains a space
          postgresql://ann:p@w@box            | write %40
          postgresql://ann:p/w@box            | write %40
          postgresql://ann:p@w/x@box          | write %40
          postgresql://box?password=p@w       | %3F in a user, %40 in a query
          postgresql://box?replication=true   | "replication" is not supported
          """)
  void isRefused(String uri, String reason) {
    assertThat(new Around(directory).refusal(uri)).contains(reason);
  }

  @Test
  void aNulAndHalfOfASurrogatePairAreRefusedEverywhere() {
    Around around = new Around(directory);
    assertThat(around.refusal("postgresql://bo\0x")).contains("NUL");
    assertThat(around.refusal("user=a\0b")).contains("NUL");
    assertThat(around.refusal("user=\ud800")).contains("surrogate");
    assertThat(around.refusal("user=\udc00a")).contains("surrogate");
    assertThat(around.parse("user=\ud83d\ude00").user()).isEqualTo("\ud83d\ude00");
  }
}
