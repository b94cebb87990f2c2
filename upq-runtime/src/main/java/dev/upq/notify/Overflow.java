// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

/** What is done with a notification that finds a subscription's queue full. */
public enum Overflow {
  /**
   * Whoever takes notifications off the connection waits for room, and with it all subscriptions of
   * the dispatcher. Where none comes within a limit, as {@link #GAP}. Meanwhile the connection
   * keeps 65,536 notifications and 16 MiB; above that all subscriptions have a gap. The server is
   * never kept from sending, for a listener that does not read stops the cleanup of the queue that
   * the whole server shares.
   */
  BLOCK_READER,
  /** The oldest in the queue are left out, as many as need be. */
  DROP_OLDEST,
  /** It is left out itself. */
  DROP_NEWEST,
  /**
   * Of each key only the newest is kept, whether the queue is full or not; where there are too many
   * keys, as {@link #DROP_OLDEST}.
   */
  COALESCE,
  /** All that are in the queue are left out, and a {@link Gap} takes their place. */
  GAP
}
