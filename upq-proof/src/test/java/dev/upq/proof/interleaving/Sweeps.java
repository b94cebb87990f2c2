// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import dev.upq.proof.sim.SimOptions;
import dev.upq.proof.sim.SimScheduler;
import dev.upq.proof.sim.SimSweep;
import dev.upq.proof.sim.SimSweep.Plan;
import dev.upq.proof.sim.SimSweep.Totals;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs all scenarios under a kind of fault until enough schedules have been run. Immutable.
 *
 * @param name of the kind of fault, as replays know it
 * @param faults adds them to a plan
 */
record Sweeps(String name, FaultKind faults) {

  /** Adds its faults to a plan. */
  @FunctionalInterface
  interface FaultKind {
    Plan add(Plan plan, World world);
  }

  static final Sweeps INTERRUPTS = new Sweeps("interrupts", Faults::interrupts);
  static final Sweeps OTHERS = new Sweeps("others", Faults::others);
  static final Sweeps BOTH = new Sweeps("both", Faults::both);

  private static final int PLATFORM_THREADS = 2;
  private static final int SEEDS_AT_ONCE = 4;
  private static final Pattern STRUCK =
      Pattern.compile("seed (-?\\d+), (?:no fault|.*? \\(fault (\\d+)\\) before step (\\d+))");

  /** Runs at least that many schedules of a scenario; returns how many. */
  long run(Scenario scenario, long schedules) {
    long ran = 0;
    long steps = 0;
    long nanos = 0;
    int seed = 0;
    while (ran < schedules) {
      Totals totals;
      try {
        totals =
            new SimSweep(SimOptions::swarm, seed, SEEDS_AT_ONCE, PLATFORM_THREADS)
                .everyStep(sim -> prepare(scenario, sim));
      } catch (AssertionError failed) {
        throw new AssertionError(replayLine(scenario, failed), failed);
      }
      seed += SEEDS_AT_ONCE;
      ran += totals.schedules();
      steps += totals.steps();
      nanos += totals.nanos();
    }
    System.out.printf(
        Locale.ROOT,
        "%s, %s: %,d seeds, %,d schedules of %d steps in %.1f s%n",
        name,
        scenario,
        seed,
        ran,
        steps / ran,
        nanos / 1e9);
    return ran;
  }

  private Plan prepare(Scenario scenario, SimScheduler sim) {
    World world = new World(sim, scenario);
    scenario.start().accept(world);
    return faults.add(Plan.checking(new Aftermath(world)::check), world);
  }

  /** Runs the one schedule that such a line names: scenario, kind, seed, step, fault. */
  static void replay(String line) throws Exception {
    String[] parts = line.split(":");
    Sweeps kind =
        Stream.of(INTERRUPTS, OTHERS, BOTH)
            .filter(each -> each.name.equals(parts[1]))
            .findFirst()
            .orElseThrow();
    Scenario scenario =
        Scenario.all().stream()
            .filter(each -> each.name().equals(parts[0]))
            .findFirst()
            .orElseThrow();
    new SimSweep(seed -> SimOptions.swarm(seed).withTrace(), 0, 1, 1)
        .once(
            sim -> kind.prepare(scenario, sim),
            Long.parseLong(parts[2]),
            Integer.parseInt(parts[3]),
            Integer.parseInt(parts[4]));
  }

  private String replayLine(Scenario scenario, AssertionError failed) {
    Matcher struck = STRUCK.matcher(String.valueOf(failed.getMessage()));
    String where =
        !struck.find()
            ? "?"
            : struck.group(2) == null
                ? struck.group(1) + ":-1:0"
                : struck.group(1) + ":" + struck.group(3) + ":" + struck.group(2);
    return scenario
        + ", "
        + failed.getMessage()
        + "\n  replay: -Dtest=ReplayTest '-Dupq.sim.replay="
        + scenario
        + ":"
        + name
        + ":"
        + where
        + "'";
  }
}
