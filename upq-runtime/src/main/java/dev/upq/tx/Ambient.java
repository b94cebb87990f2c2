// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

import dev.upq.pool.Lender;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The scopes that the current thread is in, innermost first. Immutable.
 *
 * @param lender whose connection it has
 * @param outer the one around it
 */
record Ambient(Lender lender, PgTransaction transaction, PoolCalls calls, @Nullable Ambient outer) {

  private static final ScopedValue<Ambient> CURRENT = ScopedValue.newInstance();

  static boolean entered() {
    return CURRENT.isBound();
  }

  static Optional<Ambient> current() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
  }

  /** The innermost on that pool. */
  static Optional<Ambient> on(Lender lender) {
    Ambient scope = CURRENT.isBound() ? CURRENT.get() : null;
    while (scope != null && !scope.lender.equals(lender)) {
      scope = scope.outer;
    }
    return Optional.ofNullable(scope);
  }

  /** How many connections of that pool the scopes around the caller hold. */
  static int held(Lender lender) {
    int count = 0;
    PgTransaction last = null;
    Ambient scope = CURRENT.isBound() ? CURRENT.get() : null;
    while (scope != null) {
      if (scope.lender.equals(lender) && (last == null || !scope.transaction.sameBlock(last))) {
        count += scope.transaction.holdsConnection() ? 1 : 0;
        last = scope.transaction;
      }
      scope = scope.outer;
    }
    return count;
  }

  /** Runs work inside a scope. */
  static <T extends @Nullable Object, X extends Throwable> T call(
      Lender lender, PgTransaction tx, PoolCalls calls, TransactionWork<T, X> work) throws X {
    Ambient its = new Ambient(lender, tx, calls, CURRENT.isBound() ? CURRENT.get() : null);
    return ScopedValue.where(CURRENT, its).<T, X>call(() -> work.run(tx));
  }
}
