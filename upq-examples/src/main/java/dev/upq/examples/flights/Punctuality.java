// SPDX-License-Identifier: Apache-2.0
package dev.upq.examples.flights;

/** How an airport's departures are on average: the labels of the enum {@code punctuality}. */
public enum Punctuality {
  EARLY,
  ON_TIME,
  LATE;

  private static final double LATE_MINUTES = 15;

  /** Of an average delay in minutes; negative is early. */
  static Punctuality of(double averageDelay) {
    if (averageDelay < 0) {
      return EARLY;
    }
    return averageDelay < LATE_MINUTES ? ON_TIME : LATE;
  }
}
