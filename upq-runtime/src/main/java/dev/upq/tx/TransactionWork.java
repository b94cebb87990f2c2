// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

import org.jspecify.annotations.Nullable;

/**
 * What is done inside a transaction. Where retry was asked for it may be called more than once:
 * keep no state of one attempt for the next.
 *
 * @param <T> what it gives
 * @param <X> what it throws
 */
@FunctionalInterface
public interface TransactionWork<T extends @Nullable Object, X extends Throwable> {

  /** Works; what it returns is handed over after COMMIT was answered, what it throws undoes all. */
  T run(PgTransaction tx) throws X;
}
