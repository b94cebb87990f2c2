// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import dev.upq.fault.PgException;
import dev.upq.probe.Execution;
import dev.upq.statement.ShownSql;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Every sentence that goes to the log of the program, through {@link System.Logger}: {@code
 * dev.upq} for warnings, {@code dev.upq.slow} for what was slow. Thread-safe. Loaded with the first
 * of them. No parameter value stands in any, and no literal of a text.
 */
final class Log {

  private static final Logger WARNINGS = System.getLogger("dev.upq");
  private static final Logger SLOW = System.getLogger("dev.upq.slow");
  private static final int MAX_TEXT_CHARS = 1_000;
  private static final long NANOS_A_MICRO = 1_000;
  private static final long MICROS_A_MILLI = 1_000;

  private Log() {}

  static void warning(String pool, String line) {
    WARNINGS.log(Level.WARNING, "pool " + pool + ": " + line);
  }

  static void slowQuery(String pool, Execution what, long nanos, @Nullable PgException failure) {
    if (SLOW.isLoggable(Level.WARNING)) {
      SLOW.log(
          Level.WARNING,
          "slow query on pool "
              + pool
              + ": "
              + millis(nanos)
              + " ms, "
              + Operation.of(what)
              + ", "
              + what.rows()
              + " rows, "
              + ending(failure)
              + ": "
              + ShownSql.of(what.sql(), MAX_TEXT_CHARS));
    }
  }

  static void slowAcquire(String pool, long nanos, @Nullable PgException failure) {
    if (SLOW.isLoggable(Level.WARNING)) {
      SLOW.log(
          Level.WARNING,
          "slow acquire on pool " + pool + ": " + millis(nanos) + " ms, " + ending(failure));
    }
  }

  private static String ending(@Nullable PgException failure) {
    return failure == null ? "ok" : "failed (" + Outcome.of(failure) + ")";
  }

  /** With three digits behind the point, whatever the locale. */
  private static String millis(long nanos) {
    long micros = nanos / NANOS_A_MICRO;
    String rest = Long.toString(MICROS_A_MILLI + micros % MICROS_A_MILLI).substring(1);
    return micros / MICROS_A_MILLI + "." + rest;
  }
}
