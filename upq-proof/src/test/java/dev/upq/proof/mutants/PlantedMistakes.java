// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.mutants;

import java.util.List;

/** x. */
final class PlantedMistakes {
  static List<Mutant> all() { return List.of(); }
}
