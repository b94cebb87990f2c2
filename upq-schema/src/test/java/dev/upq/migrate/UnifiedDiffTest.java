// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class UnifiedDiffTest {

  @Test
  void aHunkHasThreeLinesAround() {
    assertThat(
            UnifiedDiff.of(
                "old", "new", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"))
        .isEqualTo(
            """
            --- old
            +++ new
            @@ -2,7 +2,7 @@
             2
             3
             4
            -5
            +five
             6
             7
             8\
            """);
  }

  @Test
  void distantChangesAreHunksOfTheirOwn() {
    String before = "a\n" + "x\n".repeat(10) + "b\n";
    String after = "A\n" + "x\n".repeat(10) + "B\n";
    assertThat(UnifiedDiff.of("old", "new", before, after))
        .contains("@@ -1,4 +1,4 @@\n-a\n+A\n x", "@@ -9,4 +9,4 @@\n x\n x\n x\n-b\n+B");
  }

  @Test
  void aLineFeedAtTheEndIsSeen() {
    assertThat(UnifiedDiff.of("old", "new", "a\n", "a")).contains("+\\ No newline at end of file");
  }

  @Test
  void whatIsTooLongIsCut() {
    assertThat(UnifiedDiff.of("old", "new", "", "x\n".repeat(5_000)))
        .endsWith("lines more)")
        .hasLineCount(201);
  }

  @Test
  void theSignsLeadFromOneTextToTheOther() {
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 500; i++) {
      List<String> before = lines(random);
      List<String> after = lines(random);
      String diff =
          UnifiedDiff.of(
              "o", "n", String.join("\n", before) + "\n", String.join("\n", after) + "\n");
      List<String> olds = new ArrayList<>();
      List<String> news = new ArrayList<>();
      Arrays.stream(diff.split("\n"))
          .skip(2)
          .filter(line -> !line.startsWith("@@"))
          .forEach(
              line -> {
                if (!line.startsWith("+")) {
                  olds.add(line.substring(1));
                }
                if (!line.startsWith("-")) {
                  news.add(line.substring(1));
                }
              });
      if (!before.equals(after)) {
        // Short texts are one hunk, so all their lines are there.
        assertThat(olds).isEqualTo(before);
        assertThat(news).isEqualTo(after);
      }
    }
  }

  private static List<String> lines(SplittableRandom random) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      lines.add(String.valueOf((char) ('a' + random.nextInt(3))));
    }
    return lines;
  }
}
