// SPDX-License-Identifier: Apache-2.0
/**
 * What happens, as numbers: {@link dev.upq.stats.PgStatsRegistry} counts for any number of pools,
 * shows itself as immutable {@linkplain dev.upq.stats.StatsSnapshot records} and as text for
 * Prometheus.
 *
 * <p>A pool's {@link dev.upq.stats.PoolStats} is its connections' probe. Each observation finds its
 * series without a lock and without a look-up by text: the connection holds those of its server,
 * the statement those of its text. Times are kept in log-linear cells, each no wider than 1/32 of
 * what it holds, in several copies that threads share out among them; counts, buckets and
 * percentiles are read from the same cells, in one pass, so that they always agree.
 *
 * <p>Everything is bounded: servers, operations, SQLSTATEs and queries have a cap each, and what
 * comes beyond it is counted under {@code other}.
 */
@NullMarked
package dev.upq.stats;

import org.jspecify.annotations.NullMarked;
