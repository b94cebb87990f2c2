// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Texts of random lexical pieces are split where psql splits them. */
@Timeout(600)
final class SqlRandomTest {

  /**
   * Not among them: letters directly behind a number and words directly behind a colon, which psql
   * reads by its version and for its variables; a string with escapes at the end of a line, whose
   * next line psql reads as another string, unlike the server.
   */
  private static final String[] PIECES = {
    ";",
    ";",
    ";",
    ";\n",
    " ",
    "\n",
    "\t",
    "\f",
    "(",
    ")",
    "(a;b)",
    ",",
    "a",
    " b_1 ",
    "é",
    " Z$1$ ",
    "'",
    "''",
    "'a'",
    "'a;b'",
    "'it''s;'",
    "\"",
    "\"c;\"\"d\"",
    "E'x\\';' w",
    " e'\\\\' w",
    " n'f;' ",
    " b'01;' ",
    " X'0;f' ",
    " u&'g;\\' ",
    " U&\"h;\" ",
    "$$",
    " $$i;$$ ",
    " $j$",
    " $j$;$$;$j$ ",
    " $1 ",
    " 1 ",
    " 1.5e+3 ",
    " 2..3 ",
    "/*",
    "*/",
    "/* k; /* l */ ; */",
    "--",
    "-- m;'\n",
    " +-- n;\n",
    " */* o; */ ",
    " - ",
    "::",
    " : ",
    "@-",
    " create function ",
    " create or replace procedure ",
    " begin ",
    " begin atomic select ",
    " end ",
    " case ",
    " create table ",
    " create ",
    " or ",
    " replace ",
    " function ",
    "BEGIN",
    "\u00A0",
    "\u200B",
    "\r\n",
    " \r ",
    "$é$",
    " $é$;$e$;$é$ ",
  };

  private static final int FILES_AT_ONCE = 400;

  @Test
  @DisplayName("MG-20: random texts are split where psql splits them")
  void randomTextsAreSplitAlike(@TempDir Path directory) throws IOException, InterruptedException {
    assumeTrue(Psql.executable().isPresent(), "psql is not installed");
    long seed = Long.getLong("upq.seed", 20261124);
    int rounds = Integer.getInteger("upq.sql.rounds", 1);
    System.out.println("seed " + seed + ", replay with -Dupq.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    int statements = 0;
    for (int round = 0; round < rounds; round++) {
      List<String> texts = new ArrayList<>();
      List<Path> files = new ArrayList<>();
      for (int i = 0; i < FILES_AT_ONCE; i++) {
        texts.add(text(random));
        files.add(Files.writeString(directory.resolve("f" + i), texts.get(i)));
      }
      List<List<String>> sent = Psql.sent(files);
      assertThat(sent).hasSize(FILES_AT_ONCE);
      for (int i = 0; i < FILES_AT_ONCE; i++) {
        statements += compare(texts.get(i), sent.get(i));
      }
    }
    System.out.println(rounds * FILES_AT_ONCE + " texts, " + statements + " statements");
    assertThat(statements).isGreaterThan(rounds * FILES_AT_ONCE);
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int pieces = random.nextInt(60); pieces > 0; pieces--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  /** How many statements both have seen; what ours cannot read on is the rest for psql. */
  private static int compare(String text, List<String> psqls) {
    List<String> ours = SqlBorders.of(text);
    boolean cut = !ours.isEmpty() && ours.getLast().isEmpty();
    int whole = cut ? ours.size() - 1 : ours.size();
    for (int i = 0; i < whole; i++) {
      String psql = i < psqls.size() ? psqls.get(i) : "nothing";
      assertThat(SqlBorders.same(psql, ours.get(i)))
          .as("%s%nstatement %d: psql's%n%s%nours%n%s", text, i, psql, ours.get(i))
          .isTrue();
    }
    if (!cut) {
      assertThat(psqls).as(text).hasSize(whole);
    }
    return whole;
  }
}
