// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

import org.jspecify.annotations.Nullable;

/** A transaction did not end as it was asked to. */
public final class PgTransactionException extends PgException {

  private static final long serialVersionUID = 1L;

  /** What is known of the transaction's end. */
  public enum Outcome {
    /** It was rolled back: COMMIT was answered with the tag ROLLBACK, or never sent. */
    ROLLED_BACK,
    /**
     * The link failed after COMMIT was sent and before its answer came: it may have been committed.
     */
    UNKNOWN
  }

  private final Outcome outcome;

  public PgTransactionException(
      Outcome outcome, String message, Sent sent, @Nullable Throwable cause) {
    super(message, sent, cause);
    this.outcome = outcome;
  }

  public Outcome outcome() {
    return outcome;
  }

  @Override
  public boolean retrySafe() {
    return outcome == Outcome.ROLLED_BACK;
  }
}
