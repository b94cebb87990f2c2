// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

import dev.upq.connection.PgConnection;
import dev.upq.pool.Lender;
import dev.upq.row.Row;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The limits that the sessions of a pool begin with, in milliseconds; 0 is none. Immutable. Asked
 * for once a pool, for a scope only ever shortens them.
 *
 * @param idle {@code idle_in_transaction_session_timeout}
 * @param total {@code transaction_timeout}, or {@code statement_timeout} before PostgreSQL 17
 * @param hasTotal whether the server knows {@code transaction_timeout}
 */
record SessionLimits(long idle, long total, boolean hasTotal) {

  private static final String QUESTION =
      """
      select
        coalesce(max(setting::bigint) filter
          (where name = 'idle_in_transaction_session_timeout'), 0),
        coalesce(max(setting::bigint) filter (where name = 'statement_timeout'), 0),
        coalesce(max(setting::bigint) filter (where name = 'transaction_timeout'), -1)
      from pg_catalog.pg_settings
      where name in
        ('idle_in_transaction_session_timeout', 'statement_timeout', 'transaction_timeout')
      """;

  private static final ReentrantLock LOCK = new ReentrantLock();
  // Guarded by LOCK.
  private static final Map<Lender, SessionLimits> KNOWN = new WeakHashMap<>();

  /** Those of that pool, asked for on {@code connection} where nobody has yet. */
  static SessionLimits of(Lender lender, PgConnection connection) {
    SessionLimits known = known(lender);
    if (known != null) {
      return known;
    }
    Row row = connection.query(QUESTION).row(0);
    boolean hasTotal = row.longValue(2) >= 0;
    SessionLimits asked =
        new SessionLimits(row.longValue(0), row.longValue(hasTotal ? 2 : 1), hasTotal);
    LOCK.lock();
    try {
      KNOWN.put(lender, asked);
    } finally {
      LOCK.unlock();
    }
    return asked;
  }

  private static @Nullable SessionLimits known(Lender lender) {
    LOCK.lock();
    try {
      return KNOWN.get(lender);
    } finally {
      LOCK.unlock();
    }
  }

  /** The name of the setting that bounds the whole, or each statement. */
  String totalName() {
    return hasTotal ? "transaction_timeout" : "statement_timeout";
  }
}
