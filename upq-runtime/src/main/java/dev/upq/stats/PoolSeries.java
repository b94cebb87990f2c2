// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What is counted of a pool beside its operations. Thread-safe. */
final class PoolSeries {

  /** Kinds of failure; there are about 50 with the SQLSTATE classes. */
  private static final int MAX_KINDS = 64;

  /** SQLSTATEs that are told apart. */
  private static final int MAX_STATES = 64;

  private static final String ACQUIRE_TIMEOUT = "acquire_timeout";

  private final Ladder ladder;
  final LatencyRecorder waits;
  final LatencyRecorder failedWaits;
  final LatencyRecorder uses;
  final LatencyRecorder creates;
  final LatencyRecorder committed;
  final LatencyRecorder rolledBack;
  final LatencyRecorder unknown;
  final LatencyRecorder outages;
  final Tally notAcquired = new Tally(MAX_KINDS);
  final Tally connectFailures = new Tally(MAX_KINDS);
  final Tally states = new Tally(MAX_STATES);
  final Tally unsent = new Tally(MAX_KINDS);
  final LongAdder bytesIn = new LongAdder();
  final LongAdder bytesOut = new LongAdder();
  final LongAdder ended = new LongAdder();
  final LongAdder dirty = new LongAdder();
  final LongAdder retries = new LongAdder();
  final LongAdder notified = new LongAdder();
  final LongAdder dropped = new LongAdder();
  final LongAdder gaps = new LongAdder();
  // Written by whoever asks the server, read by any.
  volatile long queuePercent;
  final LongAdder warnings = new LongAdder();
  final Rising statements = new Rising();

  PoolSeries(Ladder ladder) {
    this.ladder = ladder;
    this.waits = new LatencyRecorder(ladder);
    this.failedWaits = new LatencyRecorder(ladder);
    this.uses = new LatencyRecorder(ladder);
    this.creates = new LatencyRecorder(ladder);
    this.committed = new LatencyRecorder(ladder);
    this.rolledBack = new LatencyRecorder(ladder);
    this.unknown = new LatencyRecorder(ladder);
    this.outages = new LatencyRecorder(ladder);
  }

  /** Everything of a pool, where its operations are these. */
  PoolReading read(
      String name, @Nullable PoolView view, List<OperationSnapshot> operations, Queries queries) {
    List<QuerySnapshot> texts = queries.snapshots();
    PoolReading.Ends ends =
        new PoolReading.Ends(committed.snapshot(), rolledBack.snapshot(), unknown.snapshot());
    LatencySnapshot down = outages.snapshot();
    Map<String, Long> notMade = connectFailures.counts();
    Map<String, Long> notLent = notAcquired.counts();
    PoolSnapshot snapshot =
        snapshot(name, view, operations, texts, ends, down.count(), sum(notMade), notLent);
    return new PoolReading(
        snapshot,
        failedWaits.snapshot(),
        ends,
        down,
        states.counts(),
        unsent.counts(),
        notLent,
        notMade,
        queries.overflow(),
        notified.sum(),
        dropped.sum(),
        gaps.sum(),
        queuePercent,
        warnings.sum(),
        queries.named(texts));
  }

  private PoolSnapshot snapshot(
      String name,
      @Nullable PoolView view,
      List<OperationSnapshot> operations,
      List<QuerySnapshot> texts,
      PoolReading.Ends ends,
      long reconnects,
      long connectsFailed,
      Map<String, Long> notLent) {
    LatencySnapshot latency = LatencySnapshot.none(ladder);
    long failures = 0;
    long rows = 0;
    TreeMap<String, Long> errors = new TreeMap<>();
    for (OperationSnapshot each : operations) {
      latency = latency.plus(each.succeeded()).plus(each.failed());
      failures += each.failed().count();
      rows += each.rows();
      add(errors, each.errors());
    }
    LatencySnapshot made = creates.snapshot();
    return new PoolSnapshot(
        name,
        view != null,
        view == null ? PoolGauges.NONE : view.gauges(),
        statements.with(view == null ? StatementCounts.NONE : view.statements()),
        latency,
        failures,
        Collections.unmodifiableMap(errors),
        rows,
        bytesIn.sum(),
        bytesOut.sum(),
        waits.snapshot(),
        notLent.getOrDefault(ACQUIRE_TIMEOUT, 0L),
        uses.snapshot(),
        made,
        new PoolSnapshot.Transactions(
            ends.committed().count(),
            ends.rolledBack().count(),
            ends.unknown().count(),
            retries.sum()),
        new PoolSnapshot.Connections(
            made.count(), connectsFailed, ended.sum(), dirty.sum(), reconnects),
        operations,
        List.copyOf(texts));
  }

  private static void add(Map<String, Long> sums, Map<String, Long> more) {
    for (Map.Entry<String, Long> each : more.entrySet()) {
      sums.merge(each.getKey(), each.getValue(), Long::sum);
    }
  }

  private static long sum(Map<String, Long> counts) {
    long sum = 0;
    for (long each : counts.values()) {
      sum += each;
    }
    return sum;
  }
}
