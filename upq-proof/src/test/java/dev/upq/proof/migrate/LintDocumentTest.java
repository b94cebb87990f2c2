// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.migrate.LintRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The table of rules in the guide says what the rules say. */
final class LintDocumentTest {

  private static final Path GUIDE = Path.of("..", "docs", "guide", "lint.md");

  @Test
  void theGuideHasEachRuleAsItIs() throws IOException {
    List<String> rules = Arrays.stream(LintRule.values()).map(LintDocumentTest::row).toList();
    List<String> table =
        Files.readAllLines(GUIDE).stream().filter(line -> line.startsWith("| `")).toList();
    if (Boolean.getBoolean("upq.lint.update")) {
      rules.forEach(System.out::println);
    }
    assertThat(table).isEqualTo(rules);
  }

  private static String row(LintRule rule) {
    return "| `%s` | %s | %s | %s |"
        .formatted(
            rule.id(), rule.severity().name().toLowerCase(Locale.ROOT), rule.what(), rule.remedy());
  }
}
