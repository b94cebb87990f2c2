// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import dev.upq.connection.ConnectionSetup;
import dev.upq.row.QueryResult;
import dev.upq.statement.PreparedStatementRegistry;
import dev.upq.statement.RegisteredStatement;
import dev.upq.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Single statements on a pool. Thread-safe.
 *
 * <p>One that leaves nothing behind in its session and has been fast of late takes an idle
 * connection, or, where all are busy, a place in line on one that others of its kind use: it is
 * sent behind theirs, with a Sync of its own. Every other statement has a connection to itself, so
 * that nobody stands behind something slow or unknown.
 *
 * <p>How long a statement takes is counted from its turn in the line. One that is slow once is kept
 * out of the lines until it has been fast for a while.
 */
public final class OneShots {

  private final ConnectionPool pool;
  private final PreparedStatementRegistry registry;
  private final Clock clock;
  private final boolean lines;

  public OneShots(ConnectionPool pool, ConnectionSetup setup) {
    this.pool = pool;
    this.registry = setup.registry();
    this.clock = setup.clock();
    this.lines = setup.config().poolPipelineDepth() > 1;
  }

  /** Runs one statement on a connection of the pool. */
  public QueryResult query(String sql, @Nullable Object... arguments) {
    RegisteredStatement text = registry.find(sql);
    return lines && text != null && text.shareable()
        ? inLine(text, sql, arguments)
        : alone(sql, arguments);
  }

  private QueryResult inLine(RegisteredStatement text, String sql, @Nullable Object[] arguments) {
    Share share = pool.share();
    long begun = clock.nanos();
    try {
      return share.slot.connection.queryShared(sql, arguments);
    } finally {
      text.took(pool.leave(share, begun), clock.nanos());
    }
  }

  private QueryResult alone(String sql, @Nullable Object[] arguments) {
    try (Lease lease = pool.acquire()) {
      long begun = clock.nanos();
      try {
        return lease.query(sql, arguments);
      } finally {
        RegisteredStatement text = registry.find(sql);
        if (text != null) {
          long now = clock.nanos();
          text.took(now - begun, now);
        }
      }
    }
  }
}
