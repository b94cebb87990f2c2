// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import dev.upq.time.Clock;
import dev.upq.time.Deadline;

/**
 * Something that lends connections. What builds on a pool asks for this and not for the pool
 * itself. Thread-safe.
 */
public interface Lender {

  /**
   * Borrows a connection; waits for one where all are lent.
   *
   * @throws dev.upq.fault.PgPoolException where none comes free in time, too many wait, or the pool
   *     is closed
   * @throws dev.upq.fault.PgConnectException where one had to be made and could not
   * @throws dev.upq.fault.PgInterruptedException where the caller is interrupted
   */
  Lease acquire(Deadline deadline);

  /** As {@link #acquire(Deadline)}, with the pool's own limit ({@code pool_acquire_timeout}). */
  Lease acquire();

  /** How many connections are in which state. */
  PoolState state();

  /** The clock that deadlines are kept by. */
  Clock clock();
}
