// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

class LintTest {

  private static final String CASES = "/lint.txt";

  private static List<LintFinding> findings(String sql, boolean transaction, boolean lockTimeout) {
    Lint lint = Lint.begin(transaction, lockTimeout);
    try (SqlSplitter splitter = SqlSplitter.of("a.sql", sql)) {
      for (var next = splitter.next(); next.isPresent(); next = splitter.next()) {
        lint.see(next.get());
      }
      return lint.end(splitter.trailing());
    }
  }

  private static String rules(String sql) {
    boolean transaction = !sql.contains("no-transaction");
    boolean lockTimeout = !sql.contains("lock_timeout");
    return String.join(
        " ",
        findings(sql.replace("\\n", "\n"), transaction, lockTimeout).stream()
            .map(finding -> finding.rule().id() + "@" + finding.at())
            .toList());
  }

  @ParameterizedTest
  @CsvFileSource(resources = CASES, delimiter = '~', quoteCharacter = '`')
  void eachRuleSpeaksWhereItShouldAndIsSilentWhereItShouldNot(String sql, String rules) {
    assertThat(rules(sql)).isEqualTo(rules == null ? "" : rules);
  }

  @Test
  void eachRuleHasACaseThatItSpeaksIn() throws Exception {
    Set<String> seen = new TreeSet<>();
    try (var in = LintTest.class.getResourceAsStream(CASES)) {
      for (String line : new String(in.readAllBytes()).split("\n")) {
        for (String rule : line.replaceAll("^.*~", "").strip().split("\\s+")) {
          seen.add(rule.replaceAll("@.*", ""));
        }
      }
    }
    seen.remove("");
    assertThat(seen)
        .containsExactlyElementsOf(
            new TreeSet<>(Arrays.stream(LintRule.values()).map(LintRule::id).toList()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-- upq: allow drop nobody reads it\ndrop table t;",
        "drop table t; -- upq: allow drop nobody reads it",
        "drop table -- upq: allow drop nobody reads it\n t;",
        "select 1; drop table t; -- upq: allow drop nobody reads it\nselect 2",
      })
  void aReasonKeepsARuleSilentForOneStatement(String sql) {
    assertThat(findings(sql, true, true)).isEmpty();
    assertThat(rules(sql + "\n; drop table u")).startsWith("drop@").doesNotContain(" ");
  }

  @Test
  void anAllowThatKeepsNothingSilentIsFoundItself() {
    assertThat(rules("-- upq: allow drop really\\nselect 1; -- upq: allow dorp x\\n"))
        .isEqualTo("allow@1:1 allow@2:11");
  }

  @Test
  void aFindingSaysWhatToDoInstead() {
    LintFinding finding = findings("select 1;\n  drop table app.t;", true, true).getFirst();
    assertThat(finding.severity()).isEqualTo(LintSeverity.WARNING);
    assertThat(finding.report("0002_x.up.sql"))
        .isEqualTo(
            """
            0002_x.up.sql:2:14: drop: app.t: the data are gone, and programs that are running may \
            still use them; take them out of all programs first, and allow this with the reason
            drop table app.t
                       ^\
            """);
  }
}
