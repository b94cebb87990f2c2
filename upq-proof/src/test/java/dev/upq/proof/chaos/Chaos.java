// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.chaos;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.mapping.RecordMapping;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Sizes, seeds, waiting and the ways in. Stateless. */
final class Chaos {

  /** What takes longer than this hangs. */
  static final Duration HUNG = Duration.ofSeconds(10);

  private static final Duration PAUSE = Duration.ofMillis(1);

  private Chaos() {}

  /** The number for a build, unless the property {@code upq.chaos.<name>} says another. */
  static int count(String name, int usual) {
    return Integer.getInteger("upq.chaos." + name, usual);
  }

  /** That many milliseconds, unless {@code upq.chaos.<name>} says another number of seconds. */
  static Duration seconds(String name, int usualMillis) {
    Integer given = Integer.getInteger("upq.chaos." + name);
    return given == null ? Duration.ofMillis(usualMillis) : Duration.ofSeconds(given);
  }

  static long seed(long own) {
    long seed = Long.getLong("upq.seed", own);
    say("seed " + seed + ", replay with -Dupq.seed=" + seed);
    return seed;
  }

  static void say(String line) {
    System.out.println("chaos: " + line);
  }

  static void say(String form, Object... values) {
    say(String.format(Locale.ROOT, form, values));
  }

  static void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Looks every millisecond; how long it took. Fails where it {@linkplain #HUNG hangs}. */
  static Duration until(String what, BooleanSupplier condition) {
    return until(() -> what, condition);
  }

  /** As {@link #until(String, BooleanSupplier)}; what is missing is asked for at the end. */
  static Duration until(Supplier<String> what, BooleanSupplier condition) {
    return until(HUNG, what, condition);
  }

  static Duration until(Duration limit, Supplier<String> what, BooleanSupplier condition) {
    long begun = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - begun > limit.toNanos()) {
        throw new AssertionError("does not come true in " + limit + ": " + what.get());
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /** Median, 99th of a hundred and longest, in milliseconds. */
  static String spread(long[] nanos) {
    if (nanos.length == 0) {
      return "none";
    }
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return String.format(
        Locale.ROOT,
        "p50 %.1f ms, p99 %.1f ms, longest %.1f ms of %d",
        sorted[sorted.length / 2] / 1e6,
        sorted[(int) (sorted.length * 0.99)] / 1e6,
        sorted[sorted.length - 1] / 1e6,
        sorted.length);
  }

  static PgPool pool(PgConfig config) {
    return PgPool.open(setup(config));
  }

  static ConnectionSetup setup(PgConfig config) {
    return ConnectionSetup.of(config).withMapping(RecordMapping.instance());
  }

  static PgConnection connect(PgConfig config) {
    return new Connector(setup(config.with("application_name", "witness"))).connect();
  }
}
