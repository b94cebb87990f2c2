// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Plants modules that need too much, preview features and classes without a source. */
class ModuleRulesTest {

  @Test
  void aFloorThatRequiresMoreThanTheJdkIsReportedWithItsLine() {
    House house =
        Planted.house(
            "module dev.upq.protocol {\n  requires java.base;\n  requires java.sql;\n}\n");
    assertThat(ModuleRules.floorsNeedNothingButTheJdk(house))
        .singleElement()
        .satisfies(
            v -> {
              assertThat(v.line()).isEqualTo(3);
              assertThat(v.what()).isEqualTo("dev.upq.protocol requires java.sql");
            });
  }

  @Test
  void anOptionalJdkModulePasses() {
    House house = Planted.house("module dev.upq.protocol {\n  requires static java.naming;\n}\n");
    assertThat(house.modules()).hasSize(1);
    assertThat(ModuleRules.floorsNeedNothingButTheJdk(house)).isEmpty();
  }

  @Test
  void aStrangerIsReportedEvenWhereItIsOptionalAndTheFloorAboveToo() {
    House house =
        withModule(
            "dev.upq.client",
            new ModuleFacts.Requires("org.slf4j", true),
            new ModuleFacts.Requires("dev.upq", false),
            new ModuleFacts.Requires("org.jspecify", false),
            new ModuleFacts.Requires("dev.upq.protocol", false));
    assertThat(ModuleRules.floorsNeedNothingButTheJdk(house))
        .extracting(Violation::what)
        .containsExactly(
            "dev.upq.client requires org.slf4j",
            "dev.upq.client requires dev.upq",
            "dev.upq.client requires org.jspecify");
  }

  @Test
  void aFloorThatIsNoModuleIsReported() {
    assertThat(ModuleRules.everyFloorIsAModule(withModule("dev.upq.client")))
        .extracting(Violation::what)
        .containsExactly("module dev.upq is missing", "module dev.upq.protocol is missing");
  }

  @Test
  void aQualifiedExportIsNoExport() {
    House house =
        Planted.house(
            List.of("-Xlint:-module"),
            "module dev.upq.protocol {\n"
                + "  exports dev.upq.wire;\n"
                + "  exports dev.upq.auth to java.sql;\n"
                + "}\n",
            "package dev.upq.wire;\npublic final class Frame {}\n",
            "package dev.upq.auth;\npublic final class Proof {}\n");
    assertThat(house.exported()).containsExactly("dev.upq.wire");
  }

  @Test
  void aPreviewFeatureIsReported() {
    String feature = String.valueOf(Runtime.version().feature());
    House house =
        Planted.house(
            List.of("--enable-preview", "--release", feature),
            "package dev.upq.pool;\nfinal class Scope {\n"
                + "  Object s = java.util.concurrent.StructuredTaskScope.open();\n}\n");
    assertThat(ModuleRules.noPreviewFeatures(house)).hasSize(1);
    assertThat(
            ModuleRules.noPreviewFeatures(
                Planted.house("package dev.upq.pool;\nfinal class Scope {}\n")))
        .isEmpty();
  }

  @Test
  void aClassWhoseSourceIsGoneIsReported() {
    House house = Planted.house("package dev.upq.pool;\nfinal class Old {}\n");
    House gone = new House(List.of(), house.classes(), List.of(), List.of());
    assertThat(ModuleRules.everyClassHasItsSource(house)).isEmpty();
    assertThat(ModuleRules.everyClassHasItsSource(gone)).hasSize(1);
  }

  private static House withModule(String name, ModuleFacts.Requires... requires) {
    return new House(
        SourceReader.read(Map.of()),
        List.of(),
        List.of(new ModuleFacts(name, "module-info.java", List.of(requires), List.of())),
        List.of());
  }
}
