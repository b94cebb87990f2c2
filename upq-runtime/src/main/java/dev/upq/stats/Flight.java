// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether a flight recording runs. Thread-safe. While none does, nothing is made.
 *
 * <p>The runtime lives without the module {@code jdk.jfr}; then nothing is ever recorded. This
 * class names nothing of it, so that it is not loaded with it.
 */
final class Flight {

  private static final String MODULE = "jdk.jfr";
  private static final int WATCHED_FROM = 2;

  /** Of this process; a few more than two. */
  private static final AtomicInteger EXECUTIONS = new AtomicInteger();

  private static volatile boolean on;

  private Flight() {}

  /** True while a recording runs. */
  static boolean on() {
    return on;
  }

  /** A recording has begun, or the last has ended. */
  static void turn(boolean running) {
    on = running;
  }

  /**
   * Something was executed. At the second such moment the recorder is watched from then on, which
   * costs a millisecond or two: at the first it would be a part of every start.
   */
  static void observed() {
    if (EXECUTIONS.get() < WATCHED_FROM
        && EXECUTIONS.incrementAndGet() == WATCHED_FROM
        && present()) {
      FlightWatch.begin();
    }
  }

  private static boolean present() {
    Optional<Module> module = ModuleLayer.boot().findModule(MODULE);
    return module.isPresent() && Flight.class.getModule().canRead(module.get());
  }
}
