// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import dev.upq.fault.PgException;
import dev.upq.probe.Execution;
import dev.upq.statement.ShownSql;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The queries of one pool, by their names, or by their texts without literals. Thread-safe. So many
 * are told apart and no more; the others are one, and how many came to it is counted.
 *
 * <p>A text's series hangs on the text's own {@linkplain Execution#place() place}: it is looked for
 * once.
 */
final class Queries {

  /** Names that are told apart. */
  static final int MAX_NAMES = 500;

  /** Texts without a name that are told apart. */
  static final int MAX_TEXTS = 500;

  private static final int MAX_TEXT_CHARS = 400;
  private static final String OTHER = "other";

  private final Ladder ladder;
  private final ConcurrentHashMap<String, QuerySeries> names = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, QuerySeries> texts = new ConcurrentHashMap<>();
  private final QuerySeries otherNames;
  private final QuerySeries otherTexts;
  private final LongAdder overflow = new LongAdder();

  Queries(Ladder ladder) {
    this.ladder = ladder;
    this.otherNames = new QuerySeries(this, OTHER, "", ladder);
    this.otherTexts = new QuerySeries(this, "", OTHER, ladder);
  }

  void record(Execution what, long nanos, @Nullable PgException failure) {
    of(what).record(nanos, what.rows(), failure != null);
  }

  private QuerySeries of(Execution what) {
    AtomicReference<@Nullable Object> place = what.place();
    if (place == null) {
      return find(what.sql());
    }
    Object kept = place.get();
    if (kept instanceof QuerySeries series && series.of(this)) {
      return series;
    }
    QuerySeries found = find(what.sql());
    if (kept == null) {
      place.compareAndSet(null, found);
    }
    return found;
  }

  private QuerySeries find(String sql) {
    String name = QueryText.name(sql);
    String text = ShownSql.of(sql, MAX_TEXT_CHARS);
    if (name.equals(OTHER)) {
      return otherNames;
    }
    return name.isEmpty()
        ? in(texts, text, MAX_TEXTS, new QuerySeries(this, "", text, ladder), otherTexts)
        : in(names, name, MAX_NAMES, new QuerySeries(this, name, text, ladder), otherNames);
  }

  private QuerySeries in(
      ConcurrentHashMap<String, QuerySeries> all,
      String key,
      int most,
      QuerySeries made,
      QuerySeries other) {
    QuerySeries known = all.get(key);
    if (known != null) {
      return known;
    }
    if (all.size() >= most) {
      overflow.increment();
      return other;
    }
    QuerySeries before = all.putIfAbsent(key, made);
    return before == null ? made : before;
  }

  /** How often a text or a name found no room of its own. */
  long overflow() {
    return overflow.sum();
  }

  /** Those with a name, in the order of their names, the one for all others last. */
  List<Exposition.NamedTimes> named(List<QuerySnapshot> all) {
    List<Exposition.NamedTimes> named = new ArrayList<>();
    for (QuerySnapshot each : all) {
      if (!each.name().isEmpty() && !each.name().equals(OTHER)) {
        named.add(new Exposition.NamedTimes(each.name(), each.latency()));
      }
    }
    named.sort(Comparator.comparing(Exposition.NamedTimes::name));
    named.add(new Exposition.NamedTimes(OTHER, otherNames.snapshot().latency()));
    return named;
  }

  /** All that were executed, those with the most time together first. */
  List<QuerySnapshot> snapshots() {
    List<QuerySnapshot> all = new ArrayList<>();
    names.values().forEach(series -> all.add(series.snapshot()));
    texts.values().forEach(series -> all.add(series.snapshot()));
    all.add(otherNames.snapshot());
    all.add(otherTexts.snapshot());
    all.removeIf(each -> each.latency().count() == 0);
    all.sort(
        Comparator.comparingLong((QuerySnapshot each) -> -each.latency().sumNanos())
            .thenComparing(QuerySnapshot::name)
            .thenComparing(QuerySnapshot::text));
    return all;
  }
}
