// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

/**
 * What the pool's own calls (query, stream, copy, batch, pipeline) are inside a scope on that pool.
 * What asks for another connection by name is not concerned: {@code begin()}, {@code acquire()},
 * {@code lane()}.
 */
public enum PoolCalls {
  /** Refused: it must be said whether they belong to the transaction. */
  REFUSED,
  /** They are part of the transaction. */
  JOIN,
  /** They run outside the transaction, on other connections. */
  APART
}
