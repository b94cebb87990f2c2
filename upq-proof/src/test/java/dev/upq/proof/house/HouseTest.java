// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Applies every rule of the house to this checkout. */
class HouseTest {

  private static House house = new House(List.of(), List.of(), List.of(), List.of());

  @BeforeAll
  static void readTheCheckout() {
    house = Checkout.read();
  }

  @Test
  void theWholeHouseIsLookedAt() {
    assertThat(Checkout.mainModules(Checkout.root()))
        .contains("upq-protocol", "upq-client", "upq-runtime", "upq-testkit");
    assertThat(house.packages())
        .contains("dev.upq.fault", "dev.upq.bytes", "dev.upq.channel", "dev.upq.config");
    assertThat(house.classes()).hasSizeGreaterThan(50);
    assertThat(house.texts())
        .extracting(House.TextFile::path)
        .contains("pom.xml", ".ci/run", "upq");
  }

  @Test
  void everyClassFileHasItsSource() {
    holds(ModuleRules.everyClassHasItsSource(house));
  }

  @Test
  void everyPackageIsInTheLayerTable() {
    holds(ArrowRules.everyPackageIsInTheTable(house));
  }

  @Test
  void everyArrowBetweenPackagesRunsDown() {
    holds(ArrowRules.everyArrowIsAllowed(house));
  }

  @Test
  void noCircleStandsBetweenPackages() {
    holds(ArrowRules.noCircles(house));
  }

  @Test
  void noFileIsLongerThanItsLimit() {
    holds(ShapeRules.noFileIsTooLong(house, ShapeRules.LONG_FILES));
  }

  @Test
  void noMethodIsLongerThanItsLimit() {
    holds(ShapeRules.noMethodIsTooLong(house));
  }

  @Test
  void noClassHasANameThatSaysNothing() {
    holds(ShapeRules.noClassHasAnEmptyName(house));
  }

  @Test
  void everyFileBeginsWithItsLicence() {
    holds(ShapeRules.everyFileBeginsWithItsLicence(house));
  }

  @Test
  void everyImportIsExplicit() {
    holds(ShapeRules.noWildcardImport(house));
  }

  @Test
  void everyPublicTypeHasADoc() {
    holds(ShapeRules.everyPublicTypeHasADoc(house));
  }

  @Test
  void everyMachineSaysItsThreadSafety() {
    holds(ShapeRules.everyMachineSaysItsThreadSafety(house));
  }

  @Test
  void everyPackageIsNullMarked() {
    holds(ShapeRules.everyPackageIsNullMarked(house));
  }

  @Test
  void nothingIsSynchronized() {
    holds(ShapeRules.noMonitor(house));
    holds(Bans.MONITOR.check(house));
  }

  @Test
  void noTestSleeps() {
    holds(ShapeRules.noTestSleeps(house));
  }

  @Test
  void timeHasOneDoor() {
    holds(Bans.TIME.check(house));
  }

  @Test
  void threadsHaveOneDoor() {
    holds(Bans.THREADS.check(house));
  }

  @Test
  void socketsHaveOneDoor() {
    holds(Bans.SOCKETS.check(house));
  }

  @Test
  void nothingLogs() {
    holds(Bans.LOGGING.check(house));
  }

  @Test
  void noFutureIsJoined() {
    holds(Bans.JOIN.check(house));
  }

  @Test
  @DisplayName("A7: secrets are compared in constant time")
  void secretsAreComparedInConstantTime() {
    holds(Bans.EARLY_EXIT_COMPARISON.check(house));
  }

  @Test
  void nothingInternalToTheJdkIsUsed() {
    holds(Bans.INTERNALS.check(house));
  }

  @Test
  void configurationNamesNoCode() {
    holds(Bans.REFLECTION.check(house));
  }

  @Test
  void nothingIsThreadLocal() {
    holds(Bans.THREAD_LOCALS.check(house));
  }

  @Test
  void bytesFromTheWireAreReadWithBoundsChecked() {
    holds(Bans.RAW_BYTES.check(house));
  }

  @Test
  void floorsNeedNothingButTheJdk() {
    holds(ModuleRules.everyFloorIsAModule(house));
    holds(ModuleRules.floorsNeedNothingButTheJdk(house));
  }

  @Test
  void nothingNeedsAPreviewFeature() {
    holds(ModuleRules.noPreviewFeatures(house));
  }

  @Test
  void noTextNamesAPathOfOneMachine() {
    holds(TextRules.noMachinePath(house));
  }

  @Test
  void noTextNamesTheHostOfARegistry() {
    holds(TextRules.noRegistryHost(house));
  }

  @Test
  void theBuildServerRunsWhatTheReadmeSays() {
    holds(TextRules.oneTestCommand(house));
  }

  private static void holds(List<Violation> violations) {
    if (!violations.isEmpty()) {
      fail(Violation.report(violations));
    }
  }
}
