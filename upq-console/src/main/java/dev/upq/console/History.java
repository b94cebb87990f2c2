// SPDX-License-Identifier: Apache-2.0
package dev.upq.console;

import java.util.List;

/**
 * What a pool did in the last seconds: a ring of samples, one number a series. Guarded by its
 * {@link Recorder}.
 */
final class History {

  /** The series, in the order in which the page is told their numbers. */
  static final List<String> SERIES =
      List.of(
          "used",
          "idle",
          "connecting",
          "waiting",
          "max",
          "rate",
          "errors",
          "p50",
          "p99",
          "wait50",
          "wait99");

  private final long[] times;
  private final double[][] values;
  private int begin;
  private int size;

  History(int seconds) {
    this.times = new long[seconds];
    this.values = new double[SERIES.size()][seconds];
  }

  /** Adds what one second was like; the oldest is forgotten where there is no place. */
  void add(long epochMillis, double[] sample) {
    int at = (begin + size) % times.length;
    if (size == times.length) {
      begin = (begin + 1) % times.length;
    } else {
      size++;
    }
    times[at] = epochMillis;
    for (int series = 0; series < sample.length; series++) {
      values[series][at] = sample[series];
    }
  }

  int size() {
    return size;
  }

  /** Times, and a row of numbers for each series; what was not measured is null. */
  void write(Json json) {
    json.name("times").array();
    for (int i = 0; i < size; i++) {
      json.value(times[(begin + i) % times.length]);
    }
    json.endArray().name("values").array();
    for (double[] series : values) {
      json.array();
      for (int i = 0; i < size; i++) {
        json.value(series[(begin + i) % times.length]);
      }
      json.endArray();
    }
    json.endArray();
  }
}
