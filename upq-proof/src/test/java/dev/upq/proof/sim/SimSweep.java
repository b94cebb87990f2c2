// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs a scenario under many seeds, and under each seed with a fault at every step. Immutable; runs
 * several schedulers at once. The first failure ends the sweep.
 *
 * @param options what a seed stands for, such as {@code SimOptions::swarm}
 * @param firstSeed the first seed
 * @param seeds how many
 * @param threads how many platform threads share the seeds
 */
public record SimSweep(LongFunction<SimOptions> options, long firstSeed, int seeds, int threads) {

  /** Sets one schedule up: its threads, its server, what is checked and which faults there are. */
  @FunctionalInterface
  public interface Scenario {
    Plan prepare(SimScheduler scheduler) throws Exception;
  }

  /**
   * Looks at a schedule that has ended well; may start more callers and run the scheduler again.
   */
  @FunctionalInterface
  public interface Check {
    void check(SimOutcome outcome) throws Exception;
  }

  /** A fault that strikes before one step. */
  public record Fault(String name, Runnable action) {}

  /** What a scenario prepared. Immutable. */
  public record Plan(Check check, List<Fault> faults) {

    /** No faults. */
    public static Plan checking(Check check) {
      return new Plan(check, List.of());
    }

    public Plan with(String name, Runnable action) {
      List<Fault> more = new ArrayList<>(faults);
      more.add(new Fault(name, action));
      return new Plan(check, more);
    }

    /** One fault for each of these threads: its interruption. */
    public Plan interrupting(List<SimThread> callers) {
      Plan plan = this;
      for (SimThread caller : callers) {
        plan = plan.with("interrupt " + caller.name(), caller::interrupt);
      }
      return plan;
    }
  }

  /** How much was run. */
  public record Totals(long schedules, long steps, long nanos) {

    @Override
    public String toString() {
      double seconds = nanos / 1e9;
      return String.format(
          "%,d schedules, %,d steps in %.2f s: %,.0f schedules/s, %,.0f steps/s",
          schedules, steps, seconds, schedules / seconds, steps / seconds);
    }
  }

  /** What has been run so far. */
  private record Progress(
      AtomicInteger next,
      AtomicLong schedules,
      AtomicLong steps,
      AtomicReference<@Nullable Throwable> failure) {}

  /** Each seed once, without faults. */
  public Totals everySeed(Scenario scenario) {
    return sweep(scenario, false);
  }

  /**
   * Each seed once without faults, and then once for each of its faults before each of its steps;
   * steps that the scenario took while it prepared are left out.
   */
  public Totals everyStep(Scenario scenario) {
    return sweep(scenario, true);
  }

  /** One schedule, with a fault before one of its steps unless the step is -1; for replaying. */
  public SimOutcome once(Scenario scenario, long seed, int step, int fault) throws Exception {
    try (SimScheduler scheduler = new SimScheduler(options.apply(seed))) {
      return run(scenario, scheduler, step, fault).outcome();
    }
  }

  /** One schedule that has ended. */
  private record Run(SimOutcome outcome, int firstStep, int faults) {}

  private Run run(Scenario scenario, SimScheduler scheduler, int step, int fault) throws Exception {
    String struck = "no fault";
    SimOutcome outcome = null;
    try {
      Plan plan = scenario.prepare(scheduler);
      int firstStep = scheduler.steps();
      if (step >= 0) {
        Fault strike = plan.faults().get(fault);
        struck = strike.name() + " (fault " + fault + ") before step " + step;
        scheduler.onStep(
            now -> {
              if (now == step) {
                strike.action().run();
              }
            });
      }
      outcome = scheduler.run();
      plan.check().check(outcome.check());
      return new Run(outcome, firstStep, plan.faults().size());
    } catch (Exception | AssertionError wrong) {
      throw new AssertionError(
          "seed "
              + scheduler.options().seed()
              + ", "
              + struck
              + ": "
              + wrong.getMessage()
              + (outcome == null || !outcome.good() ? "" : "\n" + outcome.report()),
          wrong);
    }
  }

  private Totals sweep(Scenario scenario, boolean everyStep) {
    long start = System.nanoTime();
    Progress progress =
        new Progress(
            new AtomicInteger(), new AtomicLong(), new AtomicLong(), new AtomicReference<>());
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      workers.add(
          Thread.ofPlatform().name("sim-" + i).start(() -> work(scenario, everyStep, progress)));
    }
    for (Thread worker : workers) {
      join(worker);
    }
    Throwable failure = progress.failure().get();
    if (failure != null) {
      throw new AssertionError(failure.getMessage(), failure);
    }
    return new Totals(
        progress.schedules().get(), progress.steps().get(), System.nanoTime() - start);
  }

  private void work(Scenario scenario, boolean everyStep, Progress progress) {
    try {
      for (int i = progress.next().getAndIncrement();
          i < seeds && progress.failure().get() == null;
          i = progress.next().getAndIncrement()) {
        oneSeed(scenario, everyStep, firstSeed + i, progress);
      }
    } catch (Throwable failure) {
      progress.failure().compareAndSet(null, failure);
    }
  }

  private void oneSeed(Scenario scenario, boolean everyStep, long seed, Progress progress)
      throws Exception {
    Run plain = counted(scenario, seed, -1, 0, progress);
    for (int step = plain.firstStep(); everyStep && step <= plain.outcome().steps(); step++) {
      for (int fault = 0; fault < plain.faults(); fault++) {
        counted(scenario, seed, step, fault, progress);
      }
    }
  }

  private Run counted(Scenario scenario, long seed, int step, int fault, Progress progress)
      throws Exception {
    try (SimScheduler scheduler = new SimScheduler(options.apply(seed))) {
      Run run = run(scenario, scheduler, step, fault);
      progress.schedules().incrementAndGet();
      progress.steps().addAndGet(run.outcome().steps());
      return run;
    }
  }

  private static void join(Thread worker) {
    boolean interrupted = false;
    while (worker.isAlive()) {
      try {
        worker.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
