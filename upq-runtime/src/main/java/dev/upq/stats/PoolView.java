// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

/**
 * What a pool can be asked at any moment. Implementations are thread-safe and quick. The door gives
 * its {@link PoolStats} one.
 */
public interface PoolView {

  /** The pool now. */
  PoolGauges gauges();

  /** What became of its prepared statements. */
  StatementCounts statements();
}
