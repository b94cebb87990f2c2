// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.fault.PgUsageException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CopyTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "copy t from stdin",
        "COPY(select 1) to stdout",
        " \n\tCoPy\tt from stdin",
        "-- first\n--\ncopy t from stdin",
        "/* a /* b */ -- */ copy t from stdin",
        "/**/copy/**/t from stdin",
        "copy"
      })
  void aCopyIsOneBehindBlanksAndComments(String sql) {
    assertThatCode(() -> CopyText.requireCopy(sql)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "cop",
        "copying",
        "copy1",
        "copy_t from stdin",
        "select 1",
        "-- copy t from stdin",
        "/* copy t */",
        "/* /* */ copy t from stdin",
        "begin; copy t from stdin",
        "(copy t from stdin)"
      })
  void anythingElseIsRefused(String sql) {
    assertThatThrownBy(() -> CopyText.requireCopy(sql)).isInstanceOf(PgUsageException.class);
  }
}
