// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

/**
 * How many connections are in which state at one moment. Immutable.
 *
 * <p>Only connections that are logged in and ready are counted as idle or lent.
 *
 * @param min the least that there are to be
 * @param max the most that there may be
 * @param idle ready to be lent
 * @param lent with a borrower
 * @param settling being cleaned after their last borrower, or asked whether they are still alive
 * @param connecting being made
 * @param retiring being closed; each keeps its place until the server has let it go
 * @param waiting callers that wait for one
 * @param paused whether nothing is lent at the moment
 */
public record PoolState(
    int min,
    int max,
    int idle,
    int lent,
    int settling,
    int connecting,
    int retiring,
    int waiting,
    boolean paused) {

  /** All connections that exist or are being made. */
  public int total() {
    return idle + lent + settling + connecting + retiring;
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
        + " connecting, "
        + retiring
        + " retiring; "
        + waiting
        + " callers waiting"
        + (paused ? "; paused" : "");
  }
}
