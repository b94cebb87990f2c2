// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import java.time.Duration;

/**
 * What decides a schedule. Immutable. Two runs of the same code with equal options have the same
 * trace.
 *
 * @param seed the source of every choice
 * @param policy how the next thread is chosen
 * @param yieldPerMille how often, of a thousand calls, a seam (clock, crew, link) lets other
 *     threads run first
 * @param timerPerMille how often, of a thousand steps, the next timer fires although threads are
 *     still runnable
 * @param slicePerMille how often, of a thousand reads, a link gives fewer bytes than it has
 * @param stepNanos virtual nanoseconds that pass with each step
 * @param maxSteps the most steps of one schedule; beyond them it counts as spinning
 * @param maxNanos the latest virtual time; a caller that is not done by then counts as stuck
 * @param traced whether {@link SimScheduler#trace()} keeps the name of each step's thread
 */
public record SimOptions(
    long seed,
    Policy policy,
    int yieldPerMille,
    int timerPerMille,
    int slicePerMille,
    long stepNanos,
    int maxSteps,
    long maxNanos,
    boolean traced) {

  private static final long STEP_NANOS = 1_000;
  private static final int MAX_STEPS = 100_000;
  private static final long MAX_NANOS = Duration.ofHours(1).toNanos();

  /** How the next one of the runnable threads is chosen. */
  public enum Policy {
    /** Each with the same chance. */
    UNIFORM,
    /**
     * The one with the highest priority; priorities are drawn, and redrawn downwards at a few
     * steps.
     */
    PRIORITY,
    /** Mostly the one that has waited longest. */
    FIFO
  }

  /** Every thread with the same chance, no yields at the seams, whole reads. */
  public static SimOptions plain(long seed) {
    return new SimOptions(seed, Policy.UNIFORM, 0, 0, 0, STEP_NANOS, MAX_STEPS, MAX_NANOS, false);
  }

  /**
   * The policy and the rates are drawn from the seed as well, so that many seeds look at many kinds
   * of schedule.
   */
  public static SimOptions swarm(long seed) {
    SimRandom draw = new SimRandom(~seed);
    Policy policy = Policy.values()[draw.below(Policy.values().length)];
    int[] yields = {0, 60, 300};
    int[] slices = {0, 100, 700};
    return new SimOptions(
        seed,
        policy,
        yields[draw.below(yields.length)],
        0,
        slices[draw.below(slices.length)],
        STEP_NANOS,
        MAX_STEPS,
        MAX_NANOS,
        false);
  }

  public SimOptions withTimers(int perMille) {
    return new SimOptions(
        seed,
        policy,
        yieldPerMille,
        perMille,
        slicePerMille,
        stepNanos,
        maxSteps,
        maxNanos,
        traced);
  }

  public SimOptions withYields(int perMille) {
    return new SimOptions(
        seed,
        policy,
        perMille,
        timerPerMille,
        slicePerMille,
        stepNanos,
        maxSteps,
        maxNanos,
        traced);
  }

  public SimOptions withSlices(int perMille) {
    return new SimOptions(
        seed,
        policy,
        yieldPerMille,
        timerPerMille,
        perMille,
        stepNanos,
        maxSteps,
        maxNanos,
        traced);
  }

  public SimOptions withLimits(int steps, Duration virtualTime) {
    return new SimOptions(
        seed,
        policy,
        yieldPerMille,
        timerPerMille,
        slicePerMille,
        stepNanos,
        steps,
        virtualTime.toNanos(),
        traced);
  }

  public SimOptions withTrace() {
    return new SimOptions(
        seed,
        policy,
        yieldPerMille,
        timerPerMille,
        slicePerMille,
        stepNanos,
        maxSteps,
        maxNanos,
        true);
  }
}
