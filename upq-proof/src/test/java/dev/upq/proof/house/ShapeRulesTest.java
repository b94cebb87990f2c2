// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Plants sources of the wrong shape. */
class ShapeRulesTest {

  private static final String SPDX = "// SPDX-License-Identifier: Apache-2.0\n";
  private static final String PATH = "upq-x/src/main/java/dev/upq/wire/Frame.java";
  private static final String TEST_PATH = "upq-x/src/test/java/dev/upq/wire/FrameTest.java";

  private static String lines(int count) {
    return "class Frame {" + "\n".repeat(count - 1) + "}\n";
  }

  @Test
  void aFileOf400LinesPassesAndOneOf401DoesNot() {
    assertThat(ShapeRules.noFileIsTooLong(Planted.sources(PATH, lines(400)), Map.of())).isEmpty();
    assertThat(ShapeRules.noFileIsTooLong(Planted.sources(PATH, lines(401)), Map.of()))
        .singleElement()
        .satisfies(v -> assertThat(v.file()).isEqualTo(PATH));
    assertThat(ShapeRules.noFileIsTooLong(Planted.sources(TEST_PATH, lines(401)), Map.of()))
        .hasSize(1);
  }

  @Test
  void anExceptionHasALimitOfItsOwnAndGoesOnceItIsNotNeeded() {
    Map<String, Integer> exceptions = Map.of(PATH, 500);
    assertThat(ShapeRules.noFileIsTooLong(Planted.sources(PATH, lines(500)), exceptions)).isEmpty();
    assertThat(ShapeRules.noFileIsTooLong(Planted.sources(PATH, lines(501)), exceptions))
        .hasSize(1);
    assertThat(ShapeRules.noFileIsTooLong(Planted.sources(PATH, lines(400)), exceptions))
        .singleElement()
        .satisfies(v -> assertThat(v.what()).contains("no exception"));
    assertThat(ShapeRules.noFileIsTooLong(Planted.sources(), exceptions)).hasSize(1);
  }

  @Test
  void aMethodOf80LinesPassesAndOneOf81DoesNot() {
    String text = "class Frame {\n  void m() {" + "\n".repeat(79) + "}\n  int x;\n}\n";
    assertThat(ShapeRules.noMethodIsTooLong(Planted.sources(PATH, text))).isEmpty();
    String longer = text.replace("void m() {", "void m() {\n");
    assertThat(ShapeRules.noMethodIsTooLong(Planted.sources(PATH, longer)))
        .singleElement()
        .satisfies(
            v -> {
              assertThat(v.line()).isEqualTo(2);
              assertThat(v.what()).contains("m has 81 lines");
            });
  }

  @Test
  void aNameThatSaysNothingIsReported() {
    for (String name :
        List.of(
            "FrameImpl",
            "FrameUtil",
            "FrameUtils",
            "FrameHelper",
            "FrameManager",
            "FrameBase",
            "FrameCommon")) {
      assertThat(
              ShapeRules.noClassHasAnEmptyName(
                  Planted.sources(PATH, "class Outer {\n  record " + name + "() {}\n}\n")))
          .as(name)
          .singleElement()
          .satisfies(v -> assertThat(v.line()).isEqualTo(2));
    }
    assertThat(ShapeRules.noClassHasAnEmptyName(Planted.sources(PATH, "class PgDatabase {}\n")))
        .isEmpty();
  }

  @Test
  void aFileWithoutItsLicenceIsReported() {
    assertThat(ShapeRules.everyFileBeginsWithItsLicence(Planted.sources(PATH, "class Frame {}\n")))
        .hasSize(1);
    assertThat(ShapeRules.everyFileBeginsWithItsLicence(Planted.sources(PATH, ""))).hasSize(1);
    assertThat(
            ShapeRules.everyFileBeginsWithItsLicence(
                Planted.sources(PATH, SPDX + "class Frame {}\n")))
        .isEmpty();
  }

  @Test
  void aWildcardImportIsReportedWithItsLine() {
    String text = SPDX + "import java.util.List;\nimport static java.util.Map.*;\nclass Frame {}\n";
    assertThat(ShapeRules.noWildcardImport(Planted.sources(PATH, text)))
        .singleElement()
        .satisfies(v -> assertThat(v.line()).isEqualTo(3));
  }

  @Test
  void aPublicTypeWithoutADocIsReported() {
    assertThat(ShapeRules.everyPublicTypeHasADoc(Planted.sources(PATH, "public enum Frame {}\n")))
        .hasSize(1);
    assertThat(
            ShapeRules.everyPublicTypeHasADoc(
                Planted.sources(PATH, "/* not a doc */\npublic enum Frame {}\n")))
        .hasSize(1);
    assertThat(
            ShapeRules.everyPublicTypeHasADoc(
                Planted.sources(PATH, "/** A frame. */\npublic enum Frame {}\nclass Other {}\n")))
        .isEmpty();
  }

  @Test
  void aMachineThatDoesNotSayItsThreadSafetyIsReported() {
    String text =
        "package dev.upq.wire;\n/** A frame. %s<p>Thread-safe. */\nfinal class Frame { int x; }\n";
    assertThat(
            ShapeRules.everyMachineSaysItsThreadSafety(Planted.sources(PATH, text.formatted(""))))
        .hasSize(1);
    assertThat(
            ShapeRules.everyMachineSaysItsThreadSafety(
                Planted.sources(PATH, text.formatted("Immutable. "))))
        .isEmpty();
    assertThat(
            ShapeRules.everyMachineSaysItsThreadSafety(
                Planted.sources(
                    PATH,
                    "package dev.upq.wire;\nrecord Frame(int x) {}\nclass B { static int y; }\n")))
        .isEmpty();
  }

  @Test
  void aPackageThatIsNotNullMarkedIsReported() {
    String info = "upq-x/src/main/java/dev/upq/wire/package-info.java";
    String marked =
        "@NullMarked\npackage dev.upq.wire;\nimport org.jspecify.annotations.NullMarked;\n";
    String frame = "package dev.upq.wire;\nclass Frame {}\n";
    assertThat(ShapeRules.everyPackageIsNullMarked(Planted.sources(PATH, frame))).hasSize(1);
    assertThat(
            ShapeRules.everyPackageIsNullMarked(
                Planted.sources(PATH, frame, info, "package dev.upq.wire;\n")))
        .hasSize(1);
    assertThat(ShapeRules.everyPackageIsNullMarked(Planted.sources(PATH, frame, info, marked)))
        .isEmpty();
  }

  @Test
  void aMonitorIsReportedAsMethodAndAsBlock() {
    String text =
        "class Frame {\n  synchronized void a() {}\n  void b() {\n    synchronized (this) {}\n  }\n"
            + "  String c = \"synchronized\";\n}\n";
    assertThat(ShapeRules.noMonitor(Planted.sources(PATH, text)))
        .extracting(Violation::line)
        .containsExactly(2, 4);
  }

  @Test
  void aTestThatSleepsIsReported() {
    String text =
        "class FrameTest {\n  void t() throws Exception {\n    Thread.sleep(5);\n  }\n}\n";
    assertThat(ShapeRules.noTestSleeps(Planted.sources(TEST_PATH, text)))
        .singleElement()
        .satisfies(v -> assertThat(v.line()).isEqualTo(3));
  }
}
