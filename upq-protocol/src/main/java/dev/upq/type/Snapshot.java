// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import dev.upq.fault.PgValueException;
import java.util.List;

/**
 * A pg_snapshot (or txid_snapshot, its older name): which transactions were visible at a moment.
 * Immutable.
 *
 * @param xmin all transactions below it are over; 1 or more
 * @param xmax no transaction from it on had begun; {@code xmin} or more
 * @param inProgress those that were under way, ascending, from {@code xmin} to below {@code xmax}
 */
public record Snapshot(long xmin, long xmax, List<Long> inProgress) {

  public Snapshot {
    inProgress = List.copyOf(inProgress);
    long last = xmin - 1;
    boolean sound = xmin >= 1 && xmax >= xmin;
    for (long id : inProgress) {
      sound &= id > last && id < xmax;
      last = id;
    }
    if (!sound) {
      throw PgValueException.encode("a snapshot whose transactions are out of order");
    }
  }

  /** As PostgreSQL writes it: {@code 10:20:10,14,15}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder().append(xmin).append(':').append(xmax).append(':');
    String comma = "";
    for (long id : inProgress) {
      text.append(comma).append(id);
      comma = ",";
    }
    return text.toString();
  }
}
