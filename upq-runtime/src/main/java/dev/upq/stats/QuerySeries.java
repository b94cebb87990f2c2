// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import java.util.concurrent.atomic.LongAdder;

/** One query, or all of one name. Thread-safe. */
final class QuerySeries {

  private final Queries owner;
  private final String name;
  private final String text;
  private final LatencyRecorder latency;
  private final LongAdder failed = new LongAdder();

  QuerySeries(Queries owner, String name, String text, Ladder ladder) {
    this.owner = owner;
    this.name = name;
    this.text = text;
    this.latency = new LatencyRecorder(ladder);
  }

  /** Whose it is. */
  boolean of(Queries queries) {
    return owner == queries;
  }

  void record(long nanos, long rows, boolean failure) {
    latency.record(nanos, rows);
    if (failure) {
      failed.increment();
    }
  }

  QuerySnapshot snapshot() {
    return new QuerySnapshot(name, text, latency.snapshot(), failed.sum(), latency.rows());
  }
}
