// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.proof.mutants.Verdict.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every planted mistake is caught by the suite that claims its class. */
class PlantedMistakesTest {

  /** Long enough for a loaded machine; a suite ends at its first failure. */
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private static final Map<Killer, Verdict> SOUND = new HashMap<>();

  private static List<Mutant> mutants() {
    return PlantedMistakes.all();
  }

  @ParameterizedTest
  @MethodSource("mutants")
  @DisplayName("Z1: a suite that passes without the mistake fails on it")
  void suiteThatPassesWithoutTheMistakeFailsOnIt(Mutant mutant) throws IOException {
    Map<String, byte[]> classes = MutantCompiler.compile(mutant);
    Killer killer = mutant.killer();
    Verdict sound = SOUND.computeIfAbsent(killer, each -> KillerRun.run(each, Map.of(), LIMIT));
    assertThat(sound.kind()).as("without the mistake: %s", sound.detail()).isEqualTo(Kind.PASSED);
    Verdict verdict = KillerRun.run(killer, classes, LIMIT);
    assertThat(verdict.kind())
        .as(
            "%s (%s) has to be caught by %s: %s",
            mutant, mutant.history(), killer, verdict.detail())
        .isEqualTo(Kind.FAILED);
    System.out.println("Z1: " + mutant + ", caught by " + killer + ": " + firstLine(verdict));
  }

  private static String firstLine(Verdict verdict) {
    String all = verdict.detail().strip().replaceAll("\\s+", " ");
    return all.substring(0, Math.min(160, all.length()));
  }
}
