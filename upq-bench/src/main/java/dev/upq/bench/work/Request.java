// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.work;

/**
 * B4, B5: what a web request asks: 20 selects by primary key; with 20 updates behind them.
 * Stateless.
 */
public final class Request {

  /** How many selects, and how many updates. */
  public static final int SIZE = 20;

  /** The most callers; each updates rows of its own, so that none waits for another's lock. */
  public static final int MOST_CALLERS = 64;

  public static final String UPDATE =
      "update upq_bench.account set touched = touched + 1 where id = $1";

  private static final int STEP = 4_987;
  private static final int OWN = PointSelect.ACCOUNTS / MOST_CALLERS;
  private static final int OWN_STEP = OWN / SIZE - 1;

  private Request() {}

  /** The id of the select at a 0-based index. */
  public static int id(int key, int index) {
    return (key + index * STEP) % PointSelect.ACCOUNTS + 1;
  }

  /** The id of the update at a 0-based index; distinct within a request, and between callers. */
  public static int own(int caller, int key, int index) {
    return caller * OWN + (key + index * OWN_STEP) % OWN + 1;
  }

  public static long expectedOfSelects(int key) {
    long sum = 0;
    for (int i = 0; i < SIZE; i++) {
      sum += PointSelect.expected(id(key, i));
    }
    return sum;
  }

  /** The selects, and one for each row updated. */
  public static long expectedOfAll(int key) {
    return expectedOfSelects(key) + SIZE;
  }
}
