// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import dev.upq.fault.PgValueException;

/**
 * A tid: where a row version lies in its table. Immutable.
 *
 * @param block the page, 0 to 4,294,967,295
 * @param offset the place on the page, 0 to 65,535
 */
public record Tid(long block, int offset) {

  public Tid {
    if (block >>> 32 != 0 || offset >>> 16 != 0) {
      throw PgValueException.encode("a tid with a block or an offset out of range");
    }
  }

  /** As PostgreSQL writes it: {@code (0,1)}. */
  @Override
  public String toString() {
    return "(" + block + "," + offset + ")";
  }
}
