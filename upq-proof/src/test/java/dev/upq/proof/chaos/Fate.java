// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.chaos;

import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgPoolException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgSkippedException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.PgTransactionException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.Sent;
import java.util.Set;

/** What a failure means. Stateless. */
final class Fate {

  /** Classes of SQLSTATE that a fault of the server may bring: connection, resources, operator. */
  private static final Set<String> EXPECTED = Set.of("08", "53", "57", "58");

  private Fate() {}

  /** The kind of a failure, for counting: class, and what says most within it. */
  static String kind(Throwable failure) {
    return switch (failure) {
      case PgServerException told -> "server " + told.sqlState().code();
      case PgConnectException told -> "connect " + told.reason();
      case PgPoolException told -> "pool " + told.reason();
      case PgTransactionException told -> "transaction " + told.outcome();
      case PgConnectionLostException told -> "lost, sent " + told.sent();
      case PgTimeoutException told -> "timeout, sent " + told.sent();
      case PgSkippedException told -> "skipped";
      default -> failure.getClass().getSimpleName();
    };
  }

  /** True for what a caller has to reckon with while servers and links fail. */
  static boolean expected(Throwable failure) {
    return switch (failure) {
      case PgServerException told -> EXPECTED.contains(told.sqlState().sqlClass());
      case PgConnectException told ->
          switch (told.reason()) {
            case UNREACHABLE, TIMEOUT, FULL, NOT_READY, REFUSED, TLS -> true;
            case UNKNOWN_HOST, AUTHENTICATION, DATABASE, WRONG_ROLE, PROTOCOL -> false;
          };
      case PgPoolException told -> true;
      case PgConnectionLostException told -> true;
      case PgTimeoutException told -> true;
      case PgTransactionException told -> true;
      case PgInterruptedException told -> true;
      case PgSkippedException told ->
          told.getCause() instanceof PgException first && expected(first);
      default -> false;
    };
  }

  /**
   * True where the work of a call outside a transaction is known not to have been done. A report
   * that ends the session may come behind the commit and in front of its last word, so it does not
   * count.
   */
  static boolean undone(PgException failure) {
    return switch (failure) {
      case PgTransactionException told ->
          told.outcome() == PgTransactionException.Outcome.ROLLED_BACK;
      case PgServerException told -> !told.diagnostic().fatal();
      case PgUsageException told -> true;
      default -> failure.sent() == Sent.NOTHING;
    };
  }
}
