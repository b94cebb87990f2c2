// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

/**
 * How many connections are in which state at one moment. Immutable.
 *
 * @param max the most that there may be
 * @param idle ready to be lent
 * @param lent with a borrower
 * @param settling being cleaned after their last borrower
 * @param connecting being made
 * @param waiting callers that wait for one
 */
public record PoolState(int max, int idle, int lent, int settling, int connecting, int waiting) {

  /** All connections that exist or are being made. */
  public int total() {
    return idle + lent + settling + connecting;
  }

  @Override
  public String toString() {
    return "total "
        + total()
        + " of "
        + max
        + ": "
        + lent
        + " lent, "
        + idle
        + " idle, "
        + settling
        + " settling, "
        + connecting
        + " connecting; "
        + waiting
        + " callers waiting";
  }
}
