// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import java.math.BigDecimal;

/**
 * A money amount in the smallest unit of the currency, as it travels. Immutable.
 *
 * <p>How many decimal places there are follows from the server's {@code lc_monetary}, which is not
 * part of the value: 2 in most places, 0 for the yen. So no decimal number is made without being
 * told; {@code amount::numeric} lets the server do it.
 *
 * @param units for example cents
 */
public record PgMoney(long units) implements Comparable<PgMoney> {

  /** The amount where the currency has that many decimal places, 0 or more. */
  public BigDecimal decimal(int places) {
    return BigDecimal.valueOf(units, places);
  }

  @Override
  public int compareTo(PgMoney other) {
    return Long.compare(units, other.units);
  }
}
