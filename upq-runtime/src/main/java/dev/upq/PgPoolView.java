// SPDX-License-Identifier: Apache-2.0
package dev.upq;

import dev.upq.pool.ConnectionPool;
import dev.upq.pool.PoolState;
import dev.upq.statement.PreparedStatementRegistry;
import dev.upq.stats.PoolGauges;
import dev.upq.stats.PoolView;
import dev.upq.stats.StatementCounts;

/** What statistics can ask of a pool. Thread-safe. */
record PgPoolView(ConnectionPool connections, PreparedStatementRegistry registry)
    implements PoolView {

  @Override
  public PoolGauges gauges() {
    PoolState state = connections.state();
    return new PoolGauges(
        state.max(),
        state.idle(),
        state.lent(),
        state.settling() + state.retiring(),
        state.connecting(),
        state.waiting());
  }

  @Override
  public StatementCounts statements() {
    PreparedStatementRegistry.Counts counts = registry.counts();
    return new StatementCounts(
        counts.hits(), counts.misses(), counts.evictions() + counts.pushedOut());
  }
}
