// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

/**
 * What became of prepared statements since the pool was opened. Immutable.
 *
 * @param hits uses of a text that was described already
 * @param misses uses for which the server was asked for a description
 * @param evictions statements that a connection or the registry has let go because of its bounds
 */
public record StatementCounts(long hits, long misses, long evictions) {

  static final StatementCounts NONE = new StatementCounts(0, 0, 0);
}
