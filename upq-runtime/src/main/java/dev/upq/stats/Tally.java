// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts by a word, for what is rare. Thread-safe. Knows so many words and no more; what comes
 * under others is counted as {@code other}.
 */
final class Tally {

  private static final String OTHER = "other";

  private final int most;
  private final ConcurrentHashMap<String, LongAdder> counts = new ConcurrentHashMap<>();

  Tally(int most) {
    this.most = most;
  }

  void add(String word) {
    LongAdder known = counts.get(word);
    if (known == null) {
      // A few more than the most may come in at once; they are bounded by the threads there are.
      String bounded = counts.size() < most ? word : OTHER;
      known = counts.get(bounded);
      if (known == null) {
        LongAdder made = new LongAdder();
        LongAdder before = counts.putIfAbsent(bounded, made);
        known = before == null ? made : before;
      }
    }
    known.increment();
  }

  /** In the order of the words. */
  Map<String, Long> counts() {
    TreeMap<String, Long> all = new TreeMap<>();
    for (Map.Entry<String, LongAdder> each : counts.entrySet()) {
      all.put(each.getKey(), each.getValue().sum());
    }
    return all;
  }
}
