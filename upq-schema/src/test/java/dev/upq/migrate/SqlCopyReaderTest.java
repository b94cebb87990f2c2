// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlCopyReaderTest {

  private static String next(SqlSplitter splitter) {
    return splitter.next().map(SqlStatement::text).orElse("none");
  }

  private static String data(SqlSplitter splitter) throws IOException {
    StringWriter all = new StringWriter();
    try (Reader data = splitter.copyData()) {
      data.transferTo(all);
    }
    return all.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "copy t from stdin;\\n1\\ta\\n2\\tb\\n\\.\\nselect 1 ~ `1\\ta\\n2\\tb\\n`",
        "copy t from stdin;\\n\\.\\nselect 1 ~ ``",
        "COPY a.t (b, c) FROM stdin WITH (format csv) ; -- x\\n;'\\n\\..\\n\\. \\n\\.\\nselect 1 ~"
            + " `;'\\n\\..\\n\\. \\n`",
        "copy t from stdin;\\r\\n1\\r\\n\\.\\r\\nselect 1 ~ `1\\r\\n`",
        "copy t from stdin;\\n\\\\.\\n \\.\\n\\.\\nselect 1 ~ `\\\\.\\n \\.\\n`",
        "copy t from stdout;\\n1\\n\\.\\nselect 1 ~ `1\\n`",
      })
  @DisplayName("MG-20: the data of a COPY are given as they stand, up to their end")
  void dataAreGivenUpToTheirEnd(String sql, String expected) throws IOException {
    String text = unescaped(sql);
    String data = unescaped(expected);
    SqlSplitter splitter = SqlSplitter.of("a.sql", text);
    assertThat(splitter.next().map(SqlStatement::kind)).contains(new StatementKind.CopyIn());
    assertThat(data(splitter)).isEqualTo(data);
    assertThat(next(splitter)).isEqualTo("select 1");
    SqlSplitter unread = SqlSplitter.of("a.sql", text);
    assertThat(unread.next()).isPresent();
    assertThat(next(unread)).isEqualTo("select 1");
  }

  private static String unescaped(String text) {
    return text.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t");
  }

  @Test
  void theEndOfTheDataMayBeTheEndOfTheFile() throws IOException {
    SqlSplitter splitter = SqlSplitter.of("a.sql", "copy t from stdin;\n1\n\\.");
    assertThat(next(splitter)).isEqualTo("copy t from stdin");
    assertThat(data(splitter)).isEqualTo("1\n");
    assertThat(next(splitter)).isEqualTo("none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ";", ";\n1\n", ";\n1", ";\n1\n\\.x\n"})
  @DisplayName("MG-21: data of a COPY without an end are told with the line of the COPY")
  void dataWithoutAnEndAreTold(String rest) {
    SqlSplitter splitter = SqlSplitter.of("a.sql", "\n copy t from stdin" + rest);
    assertThat(next(splitter)).isEqualTo("copy t from stdin");
    assertThatThrownBy(() -> data(splitter))
        .isInstanceOf(SqlSyntaxException.class)
        .hasMessageStartingWith("a.sql:2:2: the data of this COPY have no end");
    SqlSplitter unread = SqlSplitter.of("a.sql", "\n copy t from stdin" + rest);
    assertThat(unread.next()).isPresent();
    assertThatThrownBy(unread::next).isInstanceOf(SqlSyntaxException.class);
  }

  @Test
  void nothingMayStandBehindTheCopyInItsLine() {
    SqlSplitter splitter = SqlSplitter.of("a.sql", "copy t from stdin; select 1;\n1\n\\.\n");
    assertThatThrownBy(splitter::next)
        .isInstanceOf(SqlSyntaxException.class)
        .hasMessageStartingWith("a.sql:1:20: the data of COPY begin in the next line");
  }

  @Test
  @DisplayName("MG-20: data of any length pass through a window that holds little of them")
  void dataOfAnyLengthPassThrough() throws IOException {
    StringBuilder sql = new StringBuilder("copy t from stdin;\n");
    for (int i = 0; i < 50_000; i++) {
      sql.append(i).append("\tsome text\n");
    }
    String data = sql.substring(sql.indexOf("\n") + 1) + "x".repeat(300_000) + '\n';
    String text = "copy t from stdin;\n" + data + "\\.\nselect 1";
    SqlSplitter splitter = SqlSplitter.of("a.sql", Reader.of(text), 1 << 12);
    assertThat(next(splitter)).isEqualTo("copy t from stdin");
    assertThat(data(splitter)).isEqualTo(data);
    assertThat(next(splitter)).isEqualTo("select 1");
  }
}
