// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Plants texts that speak of one machine. The planted words are put together, so that they do not
 * stand here.
 */
class TextRulesTest {

  @Test
  void aPathOfOneMachineIsReportedWithItsLine() {
    for (String folder : List.of("work", "root", "home")) {
      House house = Planted.text("docs/A.md", "fine", "see /" + folder + "/x/y.txt", "fine");
      assertThat(TextRules.noMachinePath(house))
          .singleElement()
          .satisfies(
              v -> assertThat(v.toString()).startsWith("docs/A.md:2: /" + folder + "/x/y.txt"));
    }
  }

  @Test
  void aFolderInsideTheCheckoutOrAUrlPasses() {
    House house =
        Planted.text(
            "docs/A.md",
            "a/" + "home/b",
            "~/" + "work/x",
            "https://example.com/" + "root",
            "/" + "workers");
    assertThat(TextRules.noMachinePath(house)).isEmpty();
  }

  @Test
  void theHostOfARegistryIsReportedAndSoIsAnUnknownHost() {
    assertThat(TextRules.noRegistryHost(Planted.text("pom.xml", "repo1." + "maven.org")))
        .hasSize(1);
    assertThat(TextRules.noRegistryHost(Planted.text("pom.xml", "nexus" + ".corp.local:8081")))
        .hasSize(1);
    assertThat(TextRules.noRegistryHost(Planted.text("a.md", "http" + "://10.1.2.3/x")))
        .singleElement()
        .satisfies(v -> assertThat(v.what()).contains("10.1.2.3"));
    assertThat(TextRules.noRegistryHost(Planted.text("a.md", "https://www.postgresql.org/docs/")))
        .isEmpty();
  }

  @Test
  void twoTestCommandsAreReported() {
    House.TextFile readme =
        new House.TextFile("README.md", List.of("    " + TextRules.TEST_COMMAND));
    House.TextFile same = new House.TextFile(".ci/run", List.of(TextRules.TEST_COMMAND));
    House.TextFile other = new House.TextFile(".ci/run", List.of("mvn test"));
    assertThat(
            TextRules.oneTestCommand(
                new House(List.of(), List.of(), List.of(), List.of(readme, same))))
        .isEmpty();
    assertThat(
            TextRules.oneTestCommand(
                new House(List.of(), List.of(), List.of(), List.of(readme, other))))
        .singleElement()
        .satisfies(v -> assertThat(v.file()).isEqualTo(".ci/run"));
  }
}
