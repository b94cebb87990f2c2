// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.work;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/** A row of eight mixed columns. Immutable. */
public record Fact(long a, int b, double c, String d, Instant e, BigDecimal f, boolean g, UUID h) {

  /** A number that is wrong where any column is, made without objects. */
  public long sum() {
    return a
        + b
        + (long) (c * 8)
        + d.length()
        + e.getEpochSecond()
        + f.hashCode()
        + (g ? 1 : 0)
        + h.getLeastSignificantBits();
  }
}
