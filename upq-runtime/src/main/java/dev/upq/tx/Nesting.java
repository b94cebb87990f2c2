// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

/** What a scope is inside another one on the same pool. Outside of any, each begins its own. */
public enum Nesting {
  /** A part that can be undone by itself: a savepoint, set by its first statement. */
  NESTED,
  /**
   * The same transaction. Where the inner work throws, or rolls back, all of it will be rolled
   * back, whatever the outer work makes of that.
   */
  JOIN,
  /**
   * A transaction of its own on another connection, which ends by itself. Where every connection is
   * held by scopes that wait for another, that is told at once.
   */
  REQUIRES_NEW,
  /** Refused. */
  FORBIDDEN
}
