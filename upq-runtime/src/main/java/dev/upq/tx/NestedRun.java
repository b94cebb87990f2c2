// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

import dev.upq.fault.PgException;
import org.jspecify.annotations.Nullable;

/** Work inside a transaction that is open already. Stateless. */
final class NestedRun {

  private NestedRun() {}

  /** As a part that is undone by itself where it throws. */
  static <T extends @Nullable Object, X extends Throwable> T run(
      PgTransaction inner, TransactionWork<T, X> work) throws X {
    T result;
    try {
      result = work.run(inner);
    } catch (Throwable thrown) {
      undo(inner, thrown);
      throw thrown;
    }
    if (inner.open()) {
      release(inner);
    }
    return result;
  }

  private static void release(PgTransaction inner) {
    PgException failed = inner.block().failure();
    if (failed == null) {
      inner.commit();
      return;
    }
    PgException told = Ends.rolledBack("a statement of the nested part had failed", failed);
    undo(inner, told);
    throw told;
  }

  private static void undo(PgTransaction inner, Throwable thrown) {
    try {
      PgException problem = inner.undoIfOpen();
      if (problem != null && problem != thrown) {
        thrown.addSuppressed(problem);
      }
    } catch (PgException refused) {
      thrown.addSuppressed(refused);
    }
  }

  /** As a part of the whole, which can only be rolled back where it throws. */
  static <T extends @Nullable Object, X extends Throwable> T joined(
      PgTransaction inner, TransactionWork<T, X> work) throws X {
    try {
      return work.run(inner);
    } catch (Throwable thrown) {
      if (inner.open()) {
        inner.doom(thrown);
      }
      throw thrown;
    }
  }
}
