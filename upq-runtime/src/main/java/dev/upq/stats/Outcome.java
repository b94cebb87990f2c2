// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import dev.upq.fault.PgConfigException;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgPoolException;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.PgResultException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgSkippedException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.PgTransactionException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.PgValueException;
import dev.upq.fault.Sent;
import java.util.Locale;

/** How failures are told apart in counts. Stateless. */
final class Outcome {

  private Outcome() {}

  /**
   * The class of the server's SQLSTATE, for example {@code 23}; where the server did not speak, the
   * kind of the failure in one word.
   */
  static String of(PgException failure) {
    return switch (failure) {
      case PgServerException refused -> refused.sqlState().sqlClass();
      case PgConnectException none ->
          none.sqlState().isPresent()
              ? none.sqlState().get().sqlClass()
              : "connect_" + none.reason().name().toLowerCase(Locale.ROOT);
      case PgTimeoutException late -> "timeout";
      case PgInterruptedException interrupted -> "interrupted";
      case PgPoolException pool -> pool.reason().name().toLowerCase(Locale.ROOT);
      case PgTransactionException transaction -> "transaction";
      case PgConnectionLostException lost -> "connection_lost";
      case PgProtocolException broken -> "protocol";
      case PgValueException value -> "value";
      case PgResultException result -> "result";
      case PgUsageException usage -> "usage";
      case PgConfigException config -> "config";
      case PgSkippedException skipped -> "skipped";
    };
  }

  /** The whole SQLSTATE; empty where the server did not speak. */
  static String sqlState(PgException failure) {
    return switch (failure) {
      case PgServerException refused -> refused.sqlState().code();
      case PgConnectException none ->
          none.sqlState().isPresent() ? none.sqlState().get().code() : "";
      case PgException other -> "";
    };
  }

  /** True where not one byte of it has left. */
  static boolean unsent(PgException failure) {
    return failure.sent() == Sent.NOTHING;
  }
}
