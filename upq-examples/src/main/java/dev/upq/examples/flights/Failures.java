// SPDX-License-Identifier: Apache-2.0
package dev.upq.examples.flights;

import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgPoolException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.PgTransactionException;
import dev.upq.fault.PgTransactionException.Outcome;
import dev.upq.fault.PgUnavailableException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** The calls that failed: how many, and the first of them as text. Thread-safe. */
final class Failures {

  private static final int MOST_KEPT = 20;

  private final ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
  private final AtomicLong all = new AtomicLong();
  private final AtomicLong otherwise = new AtomicLong();
  private final AtomicLong unknownOutcomes = new AtomicLong();

  void add(PgException failure) {
    if (failure instanceof PgTransactionException tx && tx.outcome() == Outcome.UNKNOWN) {
      unknownOutcomes.incrementAndGet();
    }
    if (!ofAnOutage(failure)) {
      otherwise.incrementAndGet();
    }
    if (all.incrementAndGet() <= MOST_KEPT) {
      told.add(String.valueOf(failure.getMessage()));
    }
  }

  long all() {
    return all.get();
  }

  /** Those that the loss of the server does not explain. */
  long otherwise() {
    return otherwise.get();
  }

  long unknownOutcomes() {
    return unknownOutcomes.get();
  }

  List<String> told() {
    return List.copyOf(told);
  }

  private static boolean ofAnOutage(PgException failure) {
    return failure instanceof PgConnectException
        || failure instanceof PgConnectionLostException
        || failure instanceof PgUnavailableException
        || failure instanceof PgPoolException
        || failure instanceof PgTimeoutException
        || (failure instanceof PgTransactionException
            && failure.getCause() instanceof PgException cause
            && ofAnOutage(cause));
  }
}
