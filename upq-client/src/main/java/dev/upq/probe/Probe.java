// SPDX-License-Identifier: Apache-2.0
package dev.upq.probe;

import dev.upq.fault.PgException;
import org.jspecify.annotations.Nullable;

/**
 * Is told what connections do. Implementations are thread-safe, quick, and throw nothing; they run
 * on the thread that did the thing. No parameter value is ever passed.
 */
public interface Probe {

  /** Observes nothing. */
  Probe NONE = new Probe() {};

  /** A connection stands, after so many nanoseconds. */
  default void connected(long nanos) {}

  /** A connection ended; {@code why} is what its next user would be told. */
  default void ended(PgException why) {}

  /**
   * Something does not work as it was set up, and is passed over: a file that cannot be read, for
   * example.
   *
   * @param line one line, for whoever runs the program; no secret, no parameter value
   */
  default void warning(String line) {}

  /**
   * A statement was carried out, or was not.
   *
   * @param sql its text
   * @param nanos from the call to the whole answer
   * @param failure what the caller was told, or null
   */
  default void statement(String sql, long nanos, @Nullable PgException failure) {}
}
