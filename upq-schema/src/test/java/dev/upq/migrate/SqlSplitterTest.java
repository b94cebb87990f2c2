// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.fault.PgUsageException;
import dev.upq.sql.SqlPosition;
import java.io.ByteArrayInputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlSplitterTest {

  private static List<SqlStatement> statements(SqlSplitter from) {
    List<SqlStatement> all = new ArrayList<>();
    try (SqlSplitter splitter = from) {
      for (var next = splitter.next(); next.isPresent(); next = splitter.next()) {
        all.add(next.get());
      }
    }
    return all;
  }

  private static List<SqlStatement> statements(String sql) {
    return statements(SqlSplitter.of("a.sql", sql));
  }

  /** What was split, with bars between; line feeds as a backslash and an n. */
  private static String split(String sql) {
    return String.join(" | ", statements(sql).stream().map(SqlStatement::text).toList())
        .replace("\n", "\\n");
  }

  /** Gives a character at a time. */
  private static Reader slow(String sql) {
    return new FilterReader(Reader.of(sql)) {
      @Override
      public int read(char[] into, int from, int length) throws IOException {
        return super.read(into, from, Math.min(length, 1));
      }
    };
  }

  @ParameterizedTest
  @CsvFileSource(resources = "/borders.txt", delimiter = '~', quoteCharacter = '`')
  @DisplayName("MG-20: a statement ends where psql ends it")
  void statementsEndWherePsqlEndsThem(String sql, String statements) {
    assertThat(split(sql.replace("\\n", "\n"))).isEqualTo(statements);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " \n", ";", "; ;\n;", "-- a;", "/* a; /* b */ */", "/**/;--", "\uFEFF"})
  @DisplayName("MG-21: empty files, comments and semicolons hold no statement")
  void whatHoldsNothingHasNoStatement(String sql) {
    assertThat(statements(sql)).isEmpty();
    assertThat(statements(SqlSplitter.of("a.sql", slow(sql)))).isEmpty();
  }

  @Test
  @DisplayName("MG-21: the last statement needs no semicolon")
  void theLastStatementNeedsNoSemicolon() {
    assertThat(split("a; b -- c")).isEqualTo("a | b");
    assertThat(split("a; create function f() begin atomic select 1; "))
        .isEqualTo("a | create function f() begin atomic select 1;");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "a;\\n b 'c;\\n d ~ 2:4 ~ the string that begins here has no end",
        "a E'\\\\' ~ 1:3 ~ the string that begins here has no end",
        "a 'b\\\\' 'c ~ 1:8 ~ the string that begins here has no end",
        "a;\\n\\nb $x$ c $ x$ $y$ ~ 3:3 ~ the string that begins here has no end",
        "a \"b\"\";\\n ~ 1:3 ~ the name in quotes that begins here has no end",
        "a;\\n  /* b /* c */ ; ~ 2:3 ~ the comment that begins here has no end",
        "a /* b ~ 1:3 ~ the comment that begins here has no end",
        "é𝄞 u&'b ~ 1:4 ~ the string that begins here has no end",
      })
  @DisplayName("MG-21: what has no end is told with the line of its beginning")
  void whatHasNoEndIsToldWithItsBeginning(String sql, String at, String what) {
    String text = sql.replace("\\n", "\n").replace("\\\\", "\\");
    for (SqlSplitter splitter :
        List.of(SqlSplitter.of("a.sql", text), SqlSplitter.of("a.sql", slow(text)))) {
      assertThatThrownBy(() -> statements(splitter))
          .isInstanceOfSatisfying(
              SqlSyntaxException.class,
              e -> {
                assertThat(e.at()).hasToString(at);
                assertThat(e.what()).isEqualTo(what);
                assertThat(e.source()).isEqualTo("a.sql");
              });
    }
  }

  @Test
  void aFailureShowsItsLineWithACaret() {
    assertThatThrownBy(() -> statements("select 1;\n\tselect \"é\", 'b;\n"))
        .hasMessage(
            """
            a.sql:2:14: the string that begins here has no end
            \tselect "é", 'b;
            \t            ^\
            """);
  }

  @Test
  void theOpeningOfALongCommentIsRememberedAlthoughItIsNotHeld() {
    String sql = "select 1;\n  /* here" + " x".repeat(200_000);
    assertThatThrownBy(() -> statements(SqlSplitter.of("a.sql", Reader.of(sql))))
        .hasMessageStartingWith(
            "a.sql:2:3: the comment that begins here has no end\n  /* here x x");
  }

  private static void refused(byte[] file, String at, String what) {
    for (InputStream in :
        List.of(
            new ByteArrayInputStream(file),
            new SequenceInputStream(
                new ByteArrayInputStream(file, 0, Math.min(file.length, 9)),
                new ByteArrayInputStream(file, Math.min(file.length, 9), file.length)))) {
      assertThatThrownBy(() -> statements(SqlSplitter.of("a.sql", in)))
          .isInstanceOfSatisfying(
              SqlSyntaxException.class,
              e -> {
                assertThat(e.what()).isEqualTo(what);
                assertThat(e.at()).hasToString(at);
              });
    }
  }

  private static byte[] file(String text, Charset charset) {
    return text.getBytes(charset);
  }

  @Test
  @DisplayName("MG-22: bytes that are not UTF-8 are refused, and the first of them is named")
  void invalidUtf8IsRefused() {
    refused(
        file("select 1;\nsél", StandardCharsets.ISO_8859_1),
        "2:2",
        "0xE9 at byte 11 is not UTF-8; save the file as UTF-8");
    refused(
        file("sélect 'a' \uD834\uDD1E b", StandardCharsets.ISO_8859_1),
        "1:2",
        "0xE9 at byte 1 is not UTF-8; save the file as UTF-8");
    byte[] cut = Arrays.copyOf(file("é é", StandardCharsets.UTF_8), 4);
    refused(cut, "1:3", "0xC3 at byte 3 is not UTF-8; save the file as UTF-8");
    byte[] late = file("x ".repeat(100_000) + "\n é\u0081", StandardCharsets.UTF_8);
    late[late.length - 1] = (byte) 0xFF;
    refused(late, "2:3", "0xC2 at byte 200004 is not UTF-8; save the file as UTF-8");
  }

  @Test
  @DisplayName("MG-22: UTF-16 is refused, with a mark or without, and the byte is named")
  void utf16IsRefused() {
    String mark = "a byte order mark of UTF-16 at byte 0; save the file as UTF-8";
    refused(file("\uFEFFselect 1", StandardCharsets.UTF_16LE), "1:1", mark);
    refused(file("\uFEFFselect 1", StandardCharsets.UTF_16BE), "1:1", mark);
    refused(
        file("select 1", StandardCharsets.UTF_16LE),
        "1:2",
        "U+0000 at byte 1; a file in UTF-16 has it: save it as UTF-8");
    refused(
        file("é;\n\0", StandardCharsets.UTF_8),
        "2:1",
        "U+0000 at byte 4; a file in UTF-16 has it: save it as UTF-8");
    assertThatThrownBy(() -> statements("select\n'\0'"))
        .isInstanceOfSatisfying(
            SqlSyntaxException.class, e -> assertThat(e.at()).hasToString("2:2"));
  }

  @Test
  void aMarkOfUtf8IsLeftOut() {
    byte[] file = file("\uFEFFselect 'é𝄞'", StandardCharsets.UTF_8);
    List<SqlStatement> statements =
        statements(SqlSplitter.of("a.sql", new ByteArrayInputStream(file)));
    assertThat(statements).hasSize(1);
    assertThat(statements.getFirst().text()).isEqualTo("select 'é𝄞'");
    assertThat(statements.getFirst().begin()).isEqualTo(SqlPosition.START);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\\connect other", "\\i a.sql", "\\;", "\\.", "\\gexec", "\\copy t from 'x'"})
  void commandsOfPsqlAreRefused(String command) {
    String name =
        command.substring(0, command.length() > 1 ? command.split(" ", 2)[0].length() : 1);
    for (String before : List.of("select 1;\n  ", "select 1;\nx ")) {
      assertThatThrownBy(() -> statements(before + command))
          .isInstanceOfSatisfying(
              SqlSyntaxException.class,
              e -> {
                assertThat(e.at()).hasToString("2:3");
                assertThat(e.what()).contains(command.equals("\\.") ? "no COPY FROM STDIN" : name);
              });
    }
  }

  @Test
  @DisplayName("MG-20: what pg_dump writes for psql's safety is skipped")
  void restrictIsSkipped() {
    assertThat(split("\\restrict aB1;\n\nselect 1;\n\\unrestrict aB1\n")).isEqualTo("select 1");
    assertThatThrownBy(() -> statements("select\n\\restrict a")).hasMessageContaining("\\restrict");
  }

  @Test
  void aStatementKnowsItsPlaceAndThatOfTheServersErrors() {
    SqlStatement statement = statements("-- 𝄞\n\n  select '𝄞',\n    fromm ; x").getFirst();
    assertThat(statement.begin()).isEqualTo(new SqlPosition(3, 3, 9));
    assertThat(statement.end()).isEqualTo(new SqlPosition(4, 10, 31));
    int fromm = statement.text().codePointCount(0, statement.text().indexOf("fromm")) + 1;
    assertThat(statement.excerpt(fromm).report("a.sql", "no such column"))
        .isEqualTo("a.sql:4:5: no such column\n    fromm\n    ^");
    assertThat(statement.excerpt(0).at()).isEqualTo(statement.begin());
    assertThat(statement.excerpt(1_000).at()).isEqualTo(statement.begin());
  }

  @Test
  void directivesStandWithTheStatementThatTheyAreInFrontOf() {
    String sql =
        "-- upq: no-transaction\n--upq:up\na; -- upq: allow drop not used\nb;\n-- upq: down\nc";
    List<List<SqlDirective>> directives =
        statements(sql).stream().map(SqlStatement::directives).toList();
    assertThat(directives)
        .containsExactly(
            List.of(
                new SqlDirective.NoTransaction(new SqlPosition(1, 1, 0)),
                new SqlDirective.Up(new SqlPosition(2, 1, 23))),
            List.of(new SqlDirective.Allow(new SqlPosition(3, 4, 35), "drop", "not used")),
            List.of(new SqlDirective.Down(new SqlPosition(5, 1, 66))));
  }

  @Test
  void directivesBehindTheLastStatementAreTold() {
    SqlSplitter splitter = SqlSplitter.of("a.sql", "a; -- upq: allow drop not used");
    assertThat(splitter.next()).isPresent();
    assertThat(splitter.next()).isEmpty();
    assertThat(splitter.trailing()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-- upq:",
        "-- upq: dwon",
        "-- upq: up now",
        "-- upq: allow",
        "-- upq: allow drop "
      })
  void aDirectiveThatThereIsNotIsRefused(String comment) {
    assertThatThrownBy(() -> statements("a;\n" + comment + "\nb"))
        .isInstanceOfSatisfying(
            SqlSyntaxException.class, e -> assertThat(e.at()).hasToString("2:1"));
    assertThat(statements("a /* " + comment + " */")).hasSize(1);
    assertThat(statements("a '\n" + comment + "'")).hasSize(1);
  }

  @Test
  void aStringThatIsTooLongIsRefusedAtItsBeginning() {
    Reader endless =
        new Reader() {
          private boolean begun;

          @Override
          public int read(char[] into, int from, int length) {
            Arrays.fill(into, from, from + length, 'x');
            into[from] = begun ? 'x' : '\'';
            begun = true;
            return length;
          }

          @Override
          public void close() {}
        };
    assertThatThrownBy(() -> SqlSplitter.of("a.sql", endless, 1 << 20).next())
        .isInstanceOf(SqlSyntaxException.class)
        .hasMessageStartingWith("a.sql:1:1: more than 1048576 characters");
  }

  @Test
  void aTextIsSplitAlikeHoweverItComes() {
    long seed = Long.getLong("upq.seed", 20261124);
    System.out.println("seed " + seed + ", replay with -Dupq.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    String alphabet = "a1$'\"\\/*- \n\r:;.(eE€begin";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(24); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String sql = text.toString();
      assertThat(outcome(SqlSplitter.of("a.sql", slow(sql))))
          .as(sql)
          .isEqualTo(outcome(SqlSplitter.of("a.sql", sql)));
    }
  }

  private static String outcome(SqlSplitter splitter) {
    try {
      return statements(splitter).toString();
    } catch (SqlSyntaxException e) {
      return e.getMessage();
    }
  }

  @Test
  void askingForDataWhereThereAreNoneIsAMistake() {
    SqlSplitter splitter = SqlSplitter.of("a.sql", "copy t to stdout;");
    assertThat(splitter.next().map(SqlStatement::kind)).contains(new StatementKind.CopyOut());
    assertThatThrownBy(splitter::copyData).isInstanceOf(PgUsageException.class);
  }
}
