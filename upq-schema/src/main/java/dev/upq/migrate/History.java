// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.migrate.LogRow.State;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What the log says now. Immutable.
 *
 * @param versioned the row of each version that is applied, or stopped in the middle
 * @param repeatable the newest row of each repeatable migration
 * @param baseline the version up to which everything was there already; 0 where there is none
 */
record History(
    NavigableMap<Long, LogRow> versioned, NavigableMap<String, LogRow> repeatable, long baseline) {

  static final History EMPTY =
      new History(Collections.emptyNavigableMap(), Collections.emptyNavigableMap(), 0);

  /** Of all rows, in the order in which they were written. */
  static History of(List<LogRow> rows) {
    NavigableMap<Long, LogRow> versioned = new TreeMap<>();
    NavigableMap<String, LogRow> repeatable = new TreeMap<>();
    long baseline = 0;
    for (LogRow row : rows) {
      switch (row.kind()) {
        case VERSIONED -> {
          if (row.state() != State.REVERTED) {
            versioned.put(row.version(), row);
          }
        }
        case REPEATABLE -> repeatable.put(row.name(), row);
        case BASELINE -> baseline = Math.max(baseline, row.version());
      }
    }
    return new History(
        Collections.unmodifiableNavigableMap(versioned),
        Collections.unmodifiableNavigableMap(repeatable),
        baseline);
  }

  /** The highest version that is applied or stopped; the baseline at least. */
  long last() {
    return versioned.isEmpty() ? baseline : Math.max(baseline, versioned.lastKey());
  }
}
