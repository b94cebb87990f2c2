// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.fault.PgUsageException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Whose turn it is on a connection. Thread-safe. */
final class Turn {

  private final AtomicReference<@Nullable Thread> holder = new AtomicReference<>();

  /**
   * It is this thread's turn, until {@link #end()}.
   *
   * @throws PgUsageException where another thread is at it
   */
  void begin() {
    if (!holder.compareAndSet(null, Thread.currentThread())) {
      throw new PgUsageException(
          "another thread is using this connection; a connection is for one thread at a time, take"
              + " another from the pool");
    }
  }

  void end() {
    holder.set(null);
  }
}
