// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import java.util.List;
import java.util.Map;

/** Everything of one pool at one moment: its snapshot, and what else is shown. Immutable. */
record PoolReading(
    PoolSnapshot snapshot,
    LatencySnapshot failedWaits,
    Ends transactions,
    LatencySnapshot outages,
    Map<String, Long> sqlStates,
    Map<String, Long> unsent,
    Map<String, Long> acquireFailures,
    Map<String, Long> connectFailures,
    long queryOverflow,
    long notified,
    long notificationsDropped,
    long notificationGaps,
    long notificationQueuePercent,
    long warnings,
    List<Exposition.NamedTimes> namedQueries) {

  /** How long transactions took, by their end. */
  record Ends(LatencySnapshot committed, LatencySnapshot rolledBack, LatencySnapshot unknown) {}
}
