// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

/**
 * A pool at one moment. Immutable.
 *
 * @param max the most connections that there may be
 * @param idle ready to be lent
 * @param used with a borrower
 * @param settling being cleaned after their last borrower, asked whether they still live, or closed
 * @param connecting being made
 * @param waiting callers that wait for one
 */
public record PoolGauges(int max, int idle, int used, int settling, int connecting, int waiting) {

  /** Of a pool that is closed. */
  static final PoolGauges NONE = new PoolGauges(0, 0, 0, 0, 0, 0);
}
