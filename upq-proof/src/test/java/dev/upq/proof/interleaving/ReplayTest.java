// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class ReplayTest {

  @Test
  @EnabledIfSystemProperty(named = "upq.sim.replay", matches = ".+")
  void scheduleThatAFailureNamesIsRunOnceMore() throws Exception {
    Sweeps.replay(System.getProperty("upq.sim.replay"));
  }
}
