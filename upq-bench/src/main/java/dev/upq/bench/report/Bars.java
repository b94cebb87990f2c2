// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.report;

import dev.upq.bench.report.Bar.Figure;
import dev.upq.bench.work.Case;
import dev.upq.bench.work.Peer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The bars, as data. Stateless. */
public final class Bars {

  private static final Set<Peer> VIRTUAL = EnumSet.of(Peer.PGJDBC, Peer.VERTX);
  private static final Set<Peer> NATIVE = EnumSet.of(Peer.VERTX_LOOP, Peer.R2DBC);
  private static final Set<Peer> ANY =
      EnumSet.of(Peer.PGJDBC, Peer.VERTX, Peer.VERTX_LOOP, Peer.R2DBC);
  private static final Set<Peer> PGJDBC = EnumSet.of(Peer.PGJDBC);
  private static final Set<Peer> LIBPQ = EnumSet.of(Peer.PGBENCH);

  private static final List<Bar> ALL =
      Stream.of(selects(), lanes(), requests(), rows(), rest()).flatMap(List::stream).toList();

  private Bars() {}

  public static List<Bar> all() {
    return ALL;
  }

  /** B1, B2, ... in order. */
  public static Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (int i = 1; i <= 14; i++) {
      names.add("B" + i);
    }
    return names;
  }

  /** The cases that these bars need. */
  public static Set<Case> cases(Set<String> names) {
    Set<Case> cases = EnumSet.noneOf(Case.class);
    ALL.stream().filter(bar -> names.contains(bar.name())).forEach(bar -> cases.add(bar.work()));
    return cases;
  }

  private static Bar bar(String name, Case work, Figure figure, Set<Peer> against, double limit) {
    return new Bar(name, work, Peer.UPQ, figure, against, limit);
  }

  private static List<Bar> selects() {
    List<Bar> bars = new ArrayList<>();
    bars.add(bar("B1", Case.SELECT_1, Figure.RATE, VIRTUAL, 1.0));
    bars.add(bar("B1", Case.SELECT_1, Figure.CPU, VIRTUAL, 1.0));
    for (Case work : List.of(Case.SELECT_64, Case.SELECT_1000)) {
      bars.add(bar("B2", work, Figure.RATE, VIRTUAL, 1.4));
      bars.add(bar("B2", work, Figure.RATE, NATIVE, 0.9));
      bars.add(bar("B2", work, Figure.CPU, VIRTUAL, 0.7));
      bars.add(bar("B2", work, Figure.P99, VIRTUAL, 1.0));
    }
    return bars;
  }

  private static List<Bar> lanes() {
    List<Bar> bars = new ArrayList<>();
    for (Case work : List.of(Case.SELECT_64, Case.SELECT_1000)) {
      double limit = work == Case.SELECT_64 ? 1.3 : 1.6;
      bars.add(new Bar("B3", work, Peer.UPQ_LANE, Figure.RATE, ANY, limit));
      bars.add(new Bar("B3", work, Peer.UPQ_LANE, Figure.RATE, LIBPQ, 0.7));
      bars.add(new Bar("B3", work, Peer.UPQ_LANE, Figure.CPU, ANY, 1.0));
    }
    return bars;
  }

  private static List<Bar> requests() {
    return List.of(
        bar("B4", Case.REQUEST, Figure.RATE, ANY, 1.0),
        bar("B4", Case.REQUEST, Figure.CPU, ANY, 1.2),
        bar("B5", Case.REQUEST_UPDATES, Figure.RATE, ANY, 1.0),
        bar("B5", Case.REQUEST_UPDATES, Figure.CPU, ANY, 1.2),
        bar("B6", Case.INSERT_BATCH, Figure.RATE, PGJDBC, 1.0),
        bar("B6", Case.INSERT_BATCH, Figure.CPU, PGJDBC, 1.0),
        bar("B6", Case.INSERT_ARRAYS, Figure.RATE, ANY, 1.0),
        bar("B6", Case.INSERT_ARRAYS, Figure.CPU, ANY, 1.0));
  }

  private static List<Bar> rows() {
    return List.of(
        bar("B7", Case.ROWS_STREAMED, Figure.RATE, ANY, 1.2),
        bar("B7", Case.ROWS_STREAMED, Figure.CPU, ANY, 0.6),
        bar("B7", Case.ROWS_STREAMED, Figure.ALLOCATED, ANY, 0.5),
        bar("B7", Case.ROWS_AT_ONCE, Figure.RATE, ANY, 1.2),
        bar("B7", Case.ROWS_AT_ONCE, Figure.CPU, ANY, 0.6),
        bar("B7", Case.ROWS_AT_ONCE, Figure.ALLOCATED, ANY, 0.5),
        bar("B8", Case.COPY_IN, Figure.RATE, ANY, 1.0),
        bar("B8", Case.COPY_IN, Figure.CPU, ANY, 1.0),
        bar("B8", Case.COPY_OUT, Figure.RATE, ANY, 1.0),
        bar("B8", Case.COPY_OUT, Figure.CPU, ANY, 1.0),
        new Bar("B8", Case.COPY_IN, Peer.UPQ_TYPED, Figure.RATE, ANY, 1.0),
        new Bar("B8", Case.COPY_OUT, Peer.UPQ_TYPED, Figure.RATE, ANY, 1.0));
  }

  private static List<Bar> rest() {
    return List.of(
        bar("B9", Case.NOTIFY_ONE, Figure.P50, ANY, 1.0),
        bar("B9", Case.NOTIFY_ONE, Figure.CPU, ANY, 1.0),
        bar("B9", Case.NOTIFY_STREAM, Figure.RATE, ANY, 1.0),
        bar("B9", Case.NOTIFY_STREAM, Figure.CPU, ANY, 1.0),
        bar("B10", Case.BORROW_1, Figure.RATE, PGJDBC, 0.5),
        bar("B10", Case.BORROW_64, Figure.RATE, PGJDBC, 1.0),
        bar("B10", Case.BORROW_64, Figure.P999, PGJDBC, 0.5),
        bar("B11", Case.FIRST_ANSWER, Figure.P50, PGJDBC, 0.7),
        bar("B12", Case.LARGE_BYTES, Figure.RATE, ANY, 1.0),
        bar("B12", Case.LARGE_BYTES, Figure.CPU, ANY, 1.0),
        bar("B12", Case.LARGE_BYTES, Figure.HEAP, Set.of(), 3.0),
        bar("B12", Case.LARGE_TEXT, Figure.RATE, ANY, 1.0),
        bar("B12", Case.LARGE_TEXT, Figure.CPU, ANY, 1.0),
        bar("B12", Case.LARGE_TEXT, Figure.HEAP, Set.of(), 3.0),
        bar("B13", Case.DISTANT_64, Figure.RATE, ANY, 1.0),
        bar("B13", Case.DISTANT_64, Figure.RATE, PGJDBC, 5.0),
        bar("B14", Case.SELECT_64, Figure.ALLOCATED, ANY, 0.5));
  }
}
