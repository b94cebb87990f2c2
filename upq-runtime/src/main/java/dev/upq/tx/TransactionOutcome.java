// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

import dev.upq.fault.PgTransactionException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a transaction ended; there is no fourth way. Immutable. */
public sealed interface TransactionOutcome<T extends @Nullable Object> {

  /**
   * COMMIT was answered with its own tag.
   *
   * @param result what the work gave
   * @param hookFailures what {@code afterCommit} hooks threw, in their order; the commit stands
   */
  record Committed<T extends @Nullable Object>(T result, List<Throwable> hookFailures)
      implements TransactionOutcome<T> {

    public Committed {
      hookFailures = List.copyOf(hookFailures);
    }
  }

  /**
   * Nothing of it stands.
   *
   * @param cause what the work threw, or why COMMIT came to nothing; failures of earlier attempts
   *     and of hooks are suppressed in it
   */
  record RolledBack<T extends @Nullable Object>(Throwable cause) implements TransactionOutcome<T> {}

  /**
   * The link failed after COMMIT was sent and before its answer: it may stand or not. Never tried
   * again, and no hook was run.
   *
   * @param id whose end can be asked for, where the scope was {@link
   *     PgTransactionScope#identified()}
   */
  record Unknown<T extends @Nullable Object>(
      PgTransactionException cause, Optional<TransactionId> id) implements TransactionOutcome<T> {}
}
