// SPDX-License-Identifier: Apache-2.0
package dev.upq.console;

import dev.upq.stats.PoolSnapshot;
import java.util.List;
import java.util.function.ToLongFunction;

/** The numbers since the start, exactly those of the registry's snapshot. Stateless. */
final class Totals {

  private static final String COUNT = "COUNT";
  private static final String BYTES = "BYTES";

  /** {@code id} is that of the element on the page, behind {@code total-}. */
  private record Total(String id, String label, String kind, ToLongFunction<PoolSnapshot> number) {}

  private static final List<Total> ALL =
      List.of(
          new Total("statements", "Statements", COUNT, Watched::statements),
          new Total("operations", "Operations", COUNT, PoolSnapshot::count),
          new Total("failed", "Failed", COUNT, PoolSnapshot::failed),
          new Total("rows", "Rows", COUNT, PoolSnapshot::rows),
          new Total("received", "Received", BYTES, PoolSnapshot::bytesIn),
          new Total("sent", "Sent", BYTES, PoolSnapshot::bytesOut),
          new Total("committed", "Committed", COUNT, p -> p.transactions().committed()),
          new Total("rolled-back", "Rolled back", COUNT, p -> p.transactions().rolledBack()),
          new Total("unknown", "Outcome unknown", COUNT, p -> p.transactions().unknown()),
          new Total("retries", "Retried", COUNT, p -> p.transactions().retries()),
          new Total("late", "Went without, late", COUNT, PoolSnapshot::acquireTimeouts),
          new Total("made", "Connections made", COUNT, p -> p.connections().made()),
          new Total("not-made", "Not made", COUNT, p -> p.connections().failed()),
          new Total("dirty", "Cleaned", COUNT, p -> p.connections().dirty()),
          new Total("reconnects", "Outages survived", COUNT, p -> p.connections().reconnects()),
          new Total("statement-hits", "Statements known", COUNT, p -> p.statements().hits()),
          new Total("statement-misses", "Described anew", COUNT, p -> p.statements().misses()));

  private Totals() {}

  static void write(PoolSnapshot pool, Json json) {
    for (Total total : ALL) {
      json.object()
          .field("id", total.id())
          .field("label", total.label())
          .field("kind", total.kind())
          .field("value", total.number().applyAsLong(pool))
          .endObject();
    }
  }
}
