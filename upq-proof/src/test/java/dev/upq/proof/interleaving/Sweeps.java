// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import dev.upq.proof.sim.SimOptions;
import dev.upq.proof.sim.SimScheduler;
import dev.upq.proof.sim.SimSweep;
import dev.upq.proof.sim.SimSweep.Plan;
import dev.upq.proof.sim.SimSweep.Totals;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
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

  /** How many times fewer schedules a heavy scenario gets, and how many steps it may take. */
  private static final int HEAVY = 10;

  private static final int HEAVY_STEPS = 1_000;
  private static final Pattern STRUCK =
      Pattern.compile("seed (-?\\d+), (?:no fault|.*? \\(fault (\\d+)\\) before step (\\d+))");

  /** Runs at least that many schedules of a scenario; returns how many. */
  long run(Scenario scenario, long schedules) {
    return scenario.heavy() ? runHeavy(scenario, schedules / HEAVY) : runLight(scenario, schedules);
  }

  private long runHeavy(Scenario scenario, long schedules) {
    Totals totals =
        told(
            scenario,
            () ->
                new SimSweep(SimOptions::swarm, 0, (int) schedules + 1, PLATFORM_THREADS)
                    .everySeed(sim -> struckOnce(prepare(scenario, sim), sim)));
    System.out.println(name + ", " + scenario + ": " + totals);
    return totals.schedules();
  }

  /** Lets one fault of the plan strike at some step of the schedule. */
  private static Plan struckOnce(Plan plan, SimScheduler sim) {
    Runnable strike = plan.faults().get(sim.random().below(plan.faults().size())).action();
    long nanos = sim.options().stepNanos() * sim.random().below(HEAVY_STEPS);
    sim.clock().after(Duration.ofNanos(nanos), strike);
    return plan;
  }

  private long runLight(Scenario scenario, long schedules) {
    long ran = 0;
    long steps = 0;
    long nanos = 0;
    int seed = 0;
    while (ran < schedules) {
      SimSweep sweep = new SimSweep(SimOptions::swarm, seed, SEEDS_AT_ONCE, PLATFORM_THREADS);
      Totals totals = told(scenario, () -> sweep.everyStep(sim -> prepare(scenario, sim)));
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

  private Totals told(Scenario scenario, Supplier<Totals> sweep) {
    try {
      return sweep.get();
    } catch (AssertionError failed) {
      throw new AssertionError(replayLine(scenario, failed), failed);
    }
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
    new SimSweep(SimOptions::swarm, 0, 1, 1)
        .once(
            sim ->
                scenario.heavy()
                    ? struckOnce(kind.prepare(scenario, sim), sim)
                    : kind.prepare(scenario, sim),
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
