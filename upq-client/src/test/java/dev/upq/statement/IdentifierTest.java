// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.fault.PgUsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifierTest {

  @Test
  void aNameIsQuotedAsItIs() {
    assertThat(Identifier.quote("a")).isEqualTo("\"a\"");
    assertThat(Identifier.quote("A b")).isEqualTo("\"A b\"");
    assertThat(Identifier.quote("\"; drop table t; --")).isEqualTo("\"\"\"; drop table t; --\"");
  }

  @Test
  void aNameInSqlIsQuotedPartByPart() {
    assertThat(Identifier.qualified("Flight")).isEqualTo("\"flight\"");
    assertThat(Identifier.qualified("app.flight_2$")).isEqualTo("\"app\".\"flight_2$\"");
    assertThat(Identifier.qualified("APP.\"Flight.\"\"x\"\"\""))
        .isEqualTo("\"app\".\"Flight.\"\"x\"\"\"");
    assertThat(Identifier.qualified("übung")).isEqualTo("\"übung\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "a.",
        ".a",
        "a..b",
        "1a",
        "a b",
        "a;b",
        "a(b)",
        "a--",
        "\"",
        "\"a",
        "\"\"",
        "a\"b\"",
        "\"a\"b",
        "\"a\"\"",
        "a'",
        "a\u0000",
        "\"\u0000\""
      })
  void whatIsNoNameIsRefused(String text) {
    assertThatThrownBy(() -> Identifier.qualified(text)).isInstanceOf(PgUsageException.class);
  }

  @Test
  void anEmptyNameIsRefused() {
    assertThatThrownBy(() -> Identifier.quote("")).isInstanceOf(PgUsageException.class);
    assertThatThrownBy(() -> Identifier.quote("a\0")).isInstanceOf(PgUsageException.class);
  }
}
