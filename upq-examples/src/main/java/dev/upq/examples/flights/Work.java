// SPDX-License-Identifier: Apache-2.0
package dev.upq.examples.flights;

/** The kinds of work that the traffic does. */
public enum Work {
  /** Reads an airport by its key. */
  AIRPORT("airport by key"),
  /** Reads all flights from an airport as records. */
  DEPARTURES("flights from an airport"),
  /** Sums the delays from an airport in the database. */
  DELAYS("sum of delays"),
  /** Writes a remark and keeps a tally, in one transaction. */
  REMARK("remark and tally, one transaction"),
  /** Moves miles between accounts, serializable, tried again where it has to be. */
  TRANSFER("miles moved, serializable, with retry");

  private final String title;

  Work(String title) {
    this.title = title;
  }

  public String title() {
    return title;
  }
}
