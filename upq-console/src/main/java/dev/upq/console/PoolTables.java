// SPDX-License-Identifier: Apache-2.0
package dev.upq.console;

import dev.upq.PgPool;
import dev.upq.console.ConsoleSection.Column;
import dev.upq.console.ConsoleSection.Kind;
import dev.upq.pool.Holder;
import dev.upq.pool.SupervisorEvent;
import dev.upq.statement.ShownSql;
import dev.upq.stats.LatencySnapshot;
import dev.upq.stats.PoolSnapshot;
import dev.upq.stats.QuerySnapshot;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tables that the console has for each pool: statements, holders, failures, the supervisor's
 * events. Guarded by its {@link Recorder}.
 */
final class PoolTables {

  private static final int MOST_STATEMENTS = 40;
  private static final int MOST_LONGEST = 10;
  private static final int MOST_HOLDERS = 50;
  private static final int MOST_CHARS = 240;

  private final PgPool pool;
  private final int seconds;
  private final Deque<Map<String, Long>> errorsBefore = new ArrayDeque<>();
  private Optional<PoolSnapshot> snapshot = Optional.empty();

  PoolTables(PgPool pool, int seconds) {
    this.pool = pool;
    this.seconds = seconds;
  }

  /** What the tables show from now on. */
  void at(Optional<PoolSnapshot> now) {
    snapshot = now;
    errorsBefore.addLast(now.map(PoolSnapshot::errors).orElse(Map.of()));
    while (errorsBefore.size() > seconds + 1) {
      errorsBefore.removeFirst();
    }
  }

  List<ConsoleSection> sections() {
    return List.of(
        new ConsoleSection(
            "statements",
            "Slowest statements",
            "No statement has run yet.",
            List.of(
                new Column("Statement", Kind.CODE),
                new Column("Calls", Kind.COUNT),
                new Column("Failed", Kind.COUNT),
                new Column("Mean", Kind.DURATION),
                new Column("p50", Kind.DURATION),
                new Column("p99", Kind.DURATION),
                new Column("Longest", Kind.DURATION),
                new Column("Share of time", Kind.SHARE)),
            this::statements),
        new ConsoleSection(
            "holders",
            "Who holds a connection",
            "Nobody holds one at this moment.",
            List.of(
                new Column("Held for", Kind.DURATION),
                new Column("By", Kind.TEXT),
                new Column("Backend", Kind.CODE),
                new Column("Last asked", Kind.CODE),
                new Column("Borrowed at", Kind.CODE),
                new Column("Loan", Kind.COUNT)),
            this::holders),
        new ConsoleSection(
            "failures",
            "Failures",
            "Nothing has failed.",
            List.of(
                new Column("Class", Kind.CODE),
                new Column("What it means", Kind.TEXT),
                new Column("Last 5 min", Kind.COUNT),
                new Column("In all", Kind.COUNT)),
            this::failures),
        new ConsoleSection(
            "supervisor",
            "What the supervisor saw and did",
            "Nothing had to be done yet.",
            List.of(
                new Column("When", Kind.TIME),
                new Column("What", Kind.STATE),
                new Column("Where", Kind.CODE),
                new Column("Detail", Kind.TEXT)),
            this::events));
  }

  /** Those that took the most time together, and those that took longest once. */
  private List<List<Object>> statements() {
    if (snapshot.isEmpty()) {
      return List.of();
    }
    List<QuerySnapshot> all = snapshot.get().queries();
    long sum = Math.max(1, all.stream().mapToLong(q -> q.latency().sumNanos()).sum());
    List<QuerySnapshot> shown =
        new ArrayList<>(all.subList(0, Math.min(all.size(), MOST_STATEMENTS)));
    all.stream()
        .skip(shown.size())
        .sorted(Comparator.comparingLong((QuerySnapshot q) -> q.latency().maxNanos()).reversed())
        .limit(MOST_LONGEST)
        .forEach(shown::add);
    List<List<Object>> rows = new ArrayList<>();
    for (QuerySnapshot query : shown) {
      LatencySnapshot times = query.latency();
      rows.add(
          List.of(
              shownName(query),
              times.count(),
              query.failed(),
              Duration.ofNanos(times.meanNanos()),
              Duration.ofNanos(times.p50Nanos()),
              Duration.ofNanos(times.p99Nanos()),
              Duration.ofNanos(times.maxNanos()),
              times.sumNanos() / (double) sum));
    }
    return rows;
  }

  private static String shownName(QuerySnapshot query) {
    String text = ShownSql.of(query.text(), MOST_CHARS);
    return query.name().isEmpty() ? text : query.name() + ": " + text;
  }

  private List<List<Object>> holders() {
    List<List<Object>> rows = new ArrayList<>();
    for (Holder holder : pool.holders()) {
      if (rows.size() == MOST_HOLDERS) {
        break;
      }
      String statement = holder.statement();
      String site = holder.site();
      rows.add(
          List.of(
              holder.held(),
              holder.thread(),
              String.valueOf(holder.processId()),
              statement == null ? "" : ShownSql.of(statement, MOST_CHARS),
              site == null ? "" : site,
              holder.number()));
    }
    return rows;
  }

  private List<List<Object>> failures() {
    Map<String, Long> now = snapshot.map(PoolSnapshot::errors).orElse(Map.of());
    Map<String, Long> then = errorsBefore.isEmpty() ? Map.of() : errorsBefore.getFirst();
    Set<String> kinds = new TreeSet<>(now.keySet());
    List<List<Object>> rows = new ArrayList<>();
    for (String kind : kinds) {
      long count = now.getOrDefault(kind, 0L);
      if (count > 0) {
        rows.add(
            List.of(
                kind,
                ErrorNames.of(kind),
                Math.max(0, count - then.getOrDefault(kind, 0L)),
                count));
      }
    }
    rows.sort(Comparator.comparingLong((List<Object> row) -> -((Number) row.get(3)).longValue()));
    return rows;
  }

  /** The newest first. */
  private List<List<Object>> events() {
    List<List<Object>> rows = new ArrayList<>();
    for (SupervisorEvent event : pool.supervisor().events().reversed()) {
      rows.add(List.of(event.at(), words(event.kind().name()), event.endpoint(), event.detail()));
    }
    return rows;
  }

  /** {@code ATTEMPT_FAILED} as a person writes it. */
  static String words(String constant) {
    String low = constant.toLowerCase(Locale.ROOT).replace('_', ' ');
    return Character.toUpperCase(low.charAt(0)) + low.substring(1);
  }
}
