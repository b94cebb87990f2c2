// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.work;

/** The row of a point select. Immutable. */
public record Account(int id, String owner, long balance) {

  /** A number that is wrong where any column is. */
  public long sum() {
    return balance * 31 + id * 7L + owner.length();
  }
}
