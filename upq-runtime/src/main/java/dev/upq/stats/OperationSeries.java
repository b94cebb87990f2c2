// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import dev.upq.fault.PgException;
import dev.upq.probe.Execution;
import java.util.Collections;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** One kind of operation on one server. Thread-safe. */
final class OperationSeries {

  /** SQLSTATE classes; there are about 45. */
  private static final int MAX_ERRORS = 64;

  private final String operation;
  private final LatencyRecorder succeeded;
  private final LatencyRecorder failed;
  private final Tally errors = new Tally(MAX_ERRORS);
  private final LongAdder more = new LongAdder();

  OperationSeries(String operation, Ladder ladder) {
    this.operation = operation;
    this.succeeded = new LatencyRecorder(ladder);
    this.failed = new LatencyRecorder(ladder);
  }

  void record(Execution what, long nanos, @Nullable PgException failure) {
    if (failure == null) {
      succeeded.record(nanos, what.rows());
    } else {
      failed.record(nanos, what.rows());
      errors.add(Outcome.of(failure));
    }
    int statements = what.statements();
    if (statements != 1) {
      more.add(statements - 1L);
    }
  }

  String operation() {
    return operation;
  }

  LatencyRecorder succeeded() {
    return succeeded;
  }

  LatencyRecorder failed() {
    return failed;
  }

  Tally errors() {
    return errors;
  }

  /** Statements beyond one for each operation. */
  long more() {
    return more.sum();
  }

  long rows() {
    return succeeded.rows() + failed.rows();
  }

  OperationSnapshot snapshot(ServerStats server) {
    LatencySnapshot good = succeeded.snapshot();
    LatencySnapshot bad = failed.snapshot();
    return new OperationSnapshot(
        server.host(),
        server.port(),
        server.role(),
        operation,
        good,
        bad,
        good.count() + bad.count() + more(),
        rows(),
        Collections.unmodifiableMap(errors.counts()));
  }
}
