// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.work;

import java.util.EnumSet;
import java.util.Set;

/** One comparison: a workload, with so many callers. Immutable. */
public enum Case {
  SELECT_1("point select, 1 caller", "select", Workload.POINT_SELECT, 1),
  SELECT_64("point select, 64 callers", "select", Workload.POINT_SELECT, 64),
  SELECT_1000("point select, 1,000 callers", "select", Workload.POINT_SELECT, 1_000),
  REQUEST("20 selects a request, 64 callers", "request", Workload.SELECTS, 64),
  REQUEST_UPDATES(
      "20 selects and 20 updates a request, 64 callers",
      "request",
      Workload.SELECTS_AND_UPDATES,
      64),
  INSERT_BATCH("insert 1,000 rows, batch call, 8 callers", "row", Workload.INSERT_BATCH, 8),
  INSERT_ARRAYS("insert 1,000 rows, arrays, 8 callers", "row", Workload.INSERT_ARRAYS, 8),
  ROWS_STREAMED("rows of 8 columns streamed", "row", Workload.ROWS_STREAMED, 1),
  ROWS_AT_ONCE("rows of 8 columns at once", "row", Workload.ROWS_AT_ONCE, 1),
  COPY_IN("COPY in", "row", Workload.COPY_IN, 1),
  COPY_OUT("COPY out", "row", Workload.COPY_OUT, 1),
  NOTIFY_ONE("NOTIFY to arrival, one at a time", "message", Workload.NOTIFY_ONE, 1),
  NOTIFY_STREAM("NOTIFY, 10,000 in a stream", "message", Workload.NOTIFY_STREAM, 1),
  BORROW_1("borrow and return, 1 caller", "borrow", Workload.BORROW, 1),
  BORROW_64("borrow, yield and return, 64 callers", "borrow", Workload.BORROW_AND_YIELD, 64),
  FIRST_ANSWER("JVM start to first answer", "start", Workload.FIRST_ANSWER, 1),
  LARGE_BYTES("10 MB bytea there and back", "value", Workload.LARGE_BYTES, 1),
  LARGE_TEXT("10 MB text there and back", "value", Workload.LARGE_TEXT, 1),
  DISTANT_64("point select, 64 callers, 1 ms round trip", "select", Workload.POINT_SELECT, 64);

  private final String title;
  private final String unit;
  private final Workload workload;
  private final int callers;

  Case(String title, String unit, Workload workload, int callers) {
    this.title = title;
    this.unit = unit;
    this.workload = workload;
    this.callers = callers;
  }

  public String title() {
    return title;
  }

  /** What is counted. */
  public String unit() {
    return unit;
  }

  public Workload workload() {
    return workload;
  }

  public int callers() {
    return callers;
  }

  /** Whether a delaying proxy stands in between. */
  public boolean distant() {
    return this == DISTANT_64;
  }

  /** Who takes part. */
  public Set<Peer> peers() {
    Set<Peer> peers = EnumSet.of(Peer.UPQ, Peer.PGJDBC, Peer.VERTX, Peer.VERTX_LOOP, Peer.R2DBC);
    switch (this) {
      case SELECT_1, SELECT_64, SELECT_1000 -> {
        peers.add(Peer.UPQ_LANE);
        peers.add(Peer.PGBENCH);
      }
      case COPY_IN, COPY_OUT -> peers.add(Peer.UPQ_TYPED);
      case REQUEST,
          REQUEST_UPDATES,
          INSERT_BATCH,
          INSERT_ARRAYS,
          ROWS_STREAMED,
          ROWS_AT_ONCE,
          NOTIFY_ONE,
          NOTIFY_STREAM,
          BORROW_1,
          BORROW_64,
          FIRST_ANSWER,
          LARGE_BYTES,
          LARGE_TEXT,
          DISTANT_64 -> {}
    }
    return peers;
  }
}
