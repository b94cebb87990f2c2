// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

import dev.upq.fault.PgUsageException;
import dev.upq.pool.Lease;
import dev.upq.pool.Lender;
import dev.upq.pool.PoolState;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The scopes that hold a connection and wait for another of the same pool. Thread-safe.
 *
 * <p>Where all connections of a pool are held by such, none of them will ever be given back: the
 * last that would begin to wait is refused.
 */
final class HoldAndWait {

  private static final ReentrantLock LOCK = new ReentrantLock();
  // How many connections those hold who wait. Guarded by LOCK; has an entry while somebody waits.
  private static final Map<Lender, Integer> HELD = new HashMap<>();

  private HoldAndWait() {}

  /**
   * Borrows one more.
   *
   * @param held how many this caller holds of the same pool
   * @throws PgUsageException where it would wait for itself, or for others that wait as it does
   */
  static Lease acquire(Lender lender, int held) {
    if (held == 0) {
      return lender.acquire();
    }
    enter(lender, held);
    try {
      return lender.acquire();
    } finally {
      leave(lender, held);
    }
  }

  private static void enter(Lender lender, int held) {
    PoolState state = lender.state();
    LOCK.lock();
    try {
      int all = HELD.getOrDefault(lender, 0) + held;
      if (all >= state.max()) {
        throw new PgUsageException(
            "this would wait for a connection for ever: all "
                + state.max()
                + " of the pool are held by scopes that wait for another one; end the outer"
                + " transaction first, nest the inner one in it, or raise pool_max");
      }
      HELD.put(lender, all);
    } finally {
      LOCK.unlock();
    }
  }

  private static void leave(Lender lender, int held) {
    LOCK.lock();
    try {
      int left = HELD.getOrDefault(lender, 0) - held;
      if (left > 0) {
        HELD.put(lender, left);
      } else {
        HELD.remove(lender);
      }
    } finally {
      LOCK.unlock();
    }
  }
}
