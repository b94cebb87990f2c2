// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import dev.upq.fault.PgException;
import org.jspecify.annotations.Nullable;

/** A caller that waits. What changes is guarded by the pool's lock. */
final class Waiter {

  final Thread thread = Thread.currentThread();

  /** Whether a place in line on a connection will do. */
  final boolean shares;

  /** A connection of its own, once it has one. */
  @Nullable Slot granted;

  /** Its place in line, once it has one. */
  @Nullable Share share;

  /** Why it is not served at all. */
  @Nullable PgException refusal;

  Waiter(boolean shares) {
    this.shares = shares;
  }
}
