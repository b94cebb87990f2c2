// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

/**
 * The infinite values of date, timestamp and timestamptz: before and after all others. Immutable.
 */
public enum Infinity {
  NEGATIVE("-infinity"),
  POSITIVE("infinity");

  private final String text;

  Infinity(String text) {
    this.text = text;
  }

  /** As PostgreSQL writes it: {@code -infinity} or {@code infinity}. */
  @Override
  public String toString() {
    return text;
  }
}
