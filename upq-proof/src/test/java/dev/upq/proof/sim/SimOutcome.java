// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * How a schedule ended. Immutable.
 *
 * @param options what replays it
 * @param end why it ended
 * @param steps steps taken so far
 * @param nanos the virtual time
 * @param traceHash equal for equal traces
 * @param unfinished callers that have not ended, each with its stack; empty when finished
 * @param services the services that have not ended, which is no fault in itself: their names, and
 *     their stacks too unless finished
 * @param violations rules of the simulator that the code broke
 * @param failures what callers and services threw out of their tasks
 */
public record SimOutcome(
    SimOptions options,
    End end,
    int steps,
    long nanos,
    long traceHash,
    List<String> unfinished,
    List<String> services,
    List<String> violations,
    List<Throwable> failures) {

  /** Why a schedule ended. */
  public enum End {
    /** Every caller has ended and nothing is runnable. */
    FINISHED,
    /** A caller waits and nothing can wake it: a deadlock or a lost wake-up. */
    STUCK,
    /** More steps than allowed: something spins. */
    STEP_LIMIT,
    /** Timers go on for ever while a caller waits. */
    TIME_LIMIT
  }

  static SimOutcome of(
      SimOptions options,
      End end,
      int steps,
      long nanos,
      long traceHash,
      List<SimThread> threads,
      List<String> violations) {
    List<String> unfinished = new ArrayList<>(0);
    List<String> services = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>(0);
    for (SimThread thread : threads) {
      thread.failure().ifPresent(failures::add);
      if (thread.ended()) {
        continue;
      }
      if (thread.caller()) {
        unfinished.add(thread.stack());
      } else {
        services.add(end == End.FINISHED ? thread.name() : thread.stack());
      }
    }
    return new SimOutcome(
        options, end, steps, nanos, traceHash, unfinished, services, violations, failures);
  }

  /** True where every caller ended by itself and no rule was broken. */
  public boolean good() {
    return end == End.FINISHED && violations.isEmpty() && failures.isEmpty();
  }

  /**
   * Returns this outcome if it is {@link #good()}.
   *
   * @throws AssertionError with {@link #report()}, otherwise
   */
  public SimOutcome check() {
    if (!good()) {
      AssertionError error = new AssertionError(report());
      failures.forEach(error::addSuppressed);
      throw error;
    }
    return this;
  }

  /** All of it as text, the options that replay it first. */
  public String report() {
    StringBuilder text = new StringBuilder(256);
    text.append(end).append(" after ").append(steps).append(" steps, ").append(nanos).append(" ns");
    text.append("\n  replay: ").append(options);
    violations.forEach(violation -> text.append("\n  violation: ").append(violation));
    failures.forEach(failure -> text.append("\n  failure: ").append(failure));
    unfinished.forEach(thread -> text.append("\n  unfinished: ").append(thread));
    if (end != End.FINISHED) {
      services.forEach(thread -> text.append("\n  service: ").append(thread));
    }
    return text.toString();
  }
}
