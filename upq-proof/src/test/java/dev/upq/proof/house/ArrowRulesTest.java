// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Plants wrong arrows and circles. */
class ArrowRulesTest {

  private static final String POOL = "package dev.upq.pool;\npublic final class Lease {}\n";

  @Test
  void anUnknownPackageIsReported() {
    House house = Planted.house("package dev.upq.misc;\nfinal class Things {}\n");
    assertThat(ArrowRules.everyPackageIsInTheTable(house))
        .singleElement()
        .satisfies(v -> assertThat(v.toString()).contains("dev.upq.misc", "Add it to the table"));
  }

  @Test
  void anArrowThatRunsUpIsReportedWithItsLine() {
    House house =
        Planted.house(
            POOL,
            "package dev.upq.wire;\n"
                + "import dev.upq.pool.Lease;\n"
                + "final class Frame {\n"
                + "  Lease lease;\n"
                + "}\n");
    assertThat(ArrowRules.everyArrowIsAllowed(house))
        .singleElement()
        .satisfies(
            v -> {
              assertThat(v.file()).endsWith("dev/upq/wire/Frame.java");
              assertThat(v.line()).isEqualTo(2);
              assertThat(v.what()).contains("dev.upq.wire may not use dev.upq.pool");
            });
  }

  @Test
  void anArrowInGenericsAnnotationsMethodReferencesAndArraysIsSeen() {
    for (String member :
        List.of(
            "java.util.List<dev.upq.pool.Lease> list;",
            "dev.upq.pool.Lease[] array;",
            "Object make() { java.util.function.Supplier<?> s = dev.upq.pool.Lease::new; return s;"
                + " }",
            "boolean is(Object o) { return o instanceof dev.upq.pool.Lease; }",
            "void take(dev.upq.pool.Lease lease) {}")) {
      House house =
          Planted.house(POOL, "package dev.upq.wire;\nfinal class Frame {\n  " + member + "\n}\n");
      assertThat(ArrowRules.everyArrowIsAllowed(house)).as(member).hasSize(1);
    }
  }

  @Test
  void anArrowThatIsOnlyAnInlinedConstantIsSeen() {
    House house =
        Planted.house(
            "package dev.upq.pool;\n"
                + "public final class Limits {\n"
                + "  public static final int MOST = 5;\n"
                + "}\n",
            "package dev.upq.wire;\nimport dev.upq.pool.Limits;\nfinal class Frame {\n"
                + "  int most = Limits.MOST;\n}\n");
    assertThat(ArrowRules.everyArrowIsAllowed(house)).hasSize(1);
  }

  @Test
  void anImportThatOnlyADocUsesIsAnArrow() {
    House house =
        Planted.house(
            POOL,
            "package dev.upq.wire;\nimport dev.upq.pool.Lease;\n/** See {@link Lease}. */\n"
                + "final class Frame {}\n");
    assertThat(ArrowRules.everyArrowIsAllowed(house))
        .singleElement()
        .satisfies(v -> assertThat(v.line()).isEqualTo(2));
  }

  @Test
  void anArrowThroughATypeThatIsNeverNamedIsReportedWithTheLineOfItsUse() {
    House house =
        Planted.house(
            POOL,
            "package dev.upq.bytes;\npublic final class Bytes {\n"
                + "  public static dev.upq.pool.Lease lend() {\n    return null;\n  }\n}\n",
            "package dev.upq.wire;\nfinal class Frame {\n  void run() {\n"
                + "    dev.upq.bytes.Bytes.lend();\n  }\n}\n");
    assertThat(ArrowRules.everyArrowIsAllowed(house))
        .filteredOn(v -> v.file().contains("/wire/"))
        .singleElement()
        .satisfies(v -> assertThat(v.line()).isEqualTo(4));
  }

  @Test
  void anArrowThatTheTableAllowsPasses() {
    House house =
        Planted.house(
            "package dev.upq.bytes;\npublic final class Bytes {}\n",
            "package dev.upq.wire;\nfinal class Frame {\n  dev.upq.bytes.Bytes bytes;\n}\n");
    assertThat(ArrowRules.everyArrowIsAllowed(house)).isEmpty();
    assertThat(ArrowRules.arrows(house)).hasSize(1);
  }

  @Test
  void aNameInATextIsNoArrow() {
    House house =
        Planted.house(
            "package dev.upq.wire;\n"
                + "final class Frame {\n"
                + "  String s = \"Ldev/upq/pool/Lease;\";\n"
                + "}\n");
    assertThat(ArrowRules.arrows(house)).isEmpty();
  }

  @Test
  void theEdgeMayUseWhatIsExportedAndNothingElse() {
    House hidden =
        Planted.house(
            POOL, "package dev.upq.cli.run;\nfinal class Run {\n  dev.upq.pool.Lease lease;\n}\n");
    assertThat(ArrowRules.everyArrowIsAllowed(hidden)).hasSize(1);
    House open =
        new House(
            hidden.sources(),
            hidden.classes(),
            List.of(
                new ModuleFacts("dev.upq", "module-info.java", List.of(), List.of("dev.upq.pool"))),
            List.of());
    assertThat(ArrowRules.everyArrowIsAllowed(open)).isEmpty();
  }

  @Test
  void theTestkitMayNotUseTheCommandLine() {
    House house =
        Planted.house(
            "package dev.upq.cli;\npublic final class Upq {}\n",
            "package dev.upq.testkit;\nfinal class Server {\n  dev.upq.cli.Upq upq;\n}\n");
    assertThat(ArrowRules.everyArrowIsAllowed(house)).hasSize(1);
  }

  @Test
  void aCircleOfThreeIsReportedWithItsWholePath() {
    House house =
        Planted.house(
            "package dev.upq.examples.a;\npublic final class A { dev.upq.examples.b.B b; }\n",
            "package dev.upq.examples.b;\npublic final class B { dev.upq.examples.c.C c; }\n",
            "package dev.upq.examples.c;\npublic final class C { dev.upq.examples.a.A a; }\n");
    assertThat(ArrowRules.everyArrowIsAllowed(house)).isEmpty();
    assertThat(ArrowRules.noCircles(house))
        .singleElement()
        .satisfies(
            v ->
                assertThat(v.what())
                    .contains("examples.a uses", "examples.b uses", "examples.c uses"));
  }

  @Test
  void theTableItselfHoldsNoCircle() {
    Map<String, Set<String>> table = Layers.table();
    Set<String> settled = new TreeSet<>();
    boolean progress = true;
    while (progress) {
      progress = false;
      for (Map.Entry<String, Set<String>> row : table.entrySet()) {
        progress |= settled.containsAll(row.getValue()) && settled.add(row.getKey());
      }
    }
    assertThat(settled).isEqualTo(table.keySet());
  }
}
