// SPDX-License-Identifier: Apache-2.0
package dev.upq.console;

import dev.upq.PgPool;
import dev.upq.pool.PgReconnectSupervisor;
import dev.upq.pool.PoolState;
import dev.upq.stats.LatencySnapshot;
import dev.upq.stats.OperationSnapshot;
import dev.upq.stats.PoolSnapshot;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One pool as the console sees it: looked at several times a second, measured each second. Guarded
 * by its {@link Recorder}.
 *
 * <p>Connections move in microseconds. A single look a second would draw chance, so the chart shows
 * the mean of ten; the numbers beside it are those of the last look.
 */
final class Watched {

  private static final double NANOS_A_SECOND = 1e9;
  private static final double NANOS_A_MILLI = 1e6;

  private final String name;
  private final PgPool pool;
  private final History history;
  private final PoolTables tables;
  private final List<ConsoleSection> sections;

  private int looks;
  private final double[] seen = new double[4];
  private PoolState state;
  private Optional<PoolSnapshot> before = Optional.empty();
  private long beforeNanos;
  private double @Nullable [] newest;

  Watched(String name, PgPool pool, int seconds) {
    this.name = name;
    this.pool = pool;
    this.history = new History(seconds);
    this.tables = new PoolTables(pool, seconds);
    this.sections = tables.sections();
    this.state = pool.state();
  }

  String name() {
    return name;
  }

  PgPool pool() {
    return pool;
  }

  /** One look at the connections. */
  void look() {
    state = pool.state();
    looks++;
    seen[0] += state.lent() + state.settling();
    seen[1] += state.idle();
    seen[2] += state.connecting();
    seen[3] += state.waiting();
  }

  /** A second is over: what it was like, as far as there is one before it to compare with. */
  void second(long epochMillis, long nanos, Optional<PoolSnapshot> snapshot) {
    look();
    tables.at(snapshot);
    newest = null;
    if (beforeNanos != 0) {
      double[] sample = new double[History.SERIES.size()];
      for (int i = 0; i < seen.length; i++) {
        sample[i] = seen[i] / looks;
      }
      sample[4] = state.max();
      counted(sample, snapshot, Math.max(1e-3, (nanos - beforeNanos) / NANOS_A_SECOND));
      history.add(epochMillis, sample);
      newest = sample;
    }
    before = snapshot;
    beforeNanos = nanos;
    Arrays.fill(seen, 0);
    looks = 0;
  }

  private void counted(double[] sample, Optional<PoolSnapshot> snapshot, double seconds) {
    for (int i = 5; i < sample.length; i++) {
      sample[i] = Double.NaN;
    }
    if (snapshot.isEmpty() || before.isEmpty()) {
      return;
    }
    PoolSnapshot now = snapshot.get();
    PoolSnapshot then = before.get();
    sample[5] = Math.max(0, statements(now) - statements(then)) / seconds;
    sample[6] = Math.max(0, now.failed() - then.failed()) / seconds;
    quantiles(sample, 7, now.latency().since(then.latency()));
    quantiles(sample, 9, now.waits().since(then.waits()));
  }

  private static void quantiles(double[] sample, int at, LatencySnapshot times) {
    if (times.count() > 0) {
      sample[at] = times.p50Nanos() / NANOS_A_MILLI;
      sample[at + 1] = times.p99Nanos() / NANOS_A_MILLI;
    }
  }

  static long statements(PoolSnapshot pool) {
    return pool.operations().stream().mapToLong(OperationSnapshot::statements).sum();
  }

  /** What the page is told once: the past, and which tables there are. */
  void describe(Json json) {
    json.object().field("name", name);
    history.write(json);
    json.name("sections").array();
    sections.forEach(section -> SectionText.describe(section, json));
    json.endArray().endObject();
  }

  /** What the page is told each second. */
  void tick(Json json) {
    PgReconnectSupervisor.State how = pool.supervisor().state();
    json.object()
        .field("name", name)
        .field("state", PoolTables.words(how.name()))
        .field("tone", tone(how))
        .name("sample");
    if (newest == null) {
      json.nothing();
    } else {
      json.array();
      for (double number : newest) {
        json.value(number);
      }
      json.endArray();
    }
    json.name("now")
        .object()
        .field("max", state.max())
        .field("used", state.lent() + state.settling())
        .field("idle", state.idle())
        .field("connecting", state.connecting())
        .field("waiting", state.waiting())
        .endObject();
    json.name("totals").array();
    before.ifPresent(snapshot -> Totals.write(snapshot, json));
    json.endArray().name("tables").object();
    for (ConsoleSection section : sections) {
      json.name(section.id());
      SectionText.rows(section, json);
    }
    json.endObject().endObject();
  }

  private static String tone(PgReconnectSupervisor.State state) {
    return switch (state) {
      case HEALTHY -> "good";
      case REFILLING, DEGRADED, PAUSED -> "warn";
      case DOWN, REFUSED, CLOSED -> "bad";
    };
  }
}
