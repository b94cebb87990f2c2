// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

/**
 * The modes in which the server locks a table, from the weakest to the strongest. Immutable.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/18/explicit-locking.html#LOCKING-TABLES">Table-level
 *     locks</a>
 */
public enum LockLevel {
  ACCESS_SHARE,
  ROW_SHARE,
  ROW_EXCLUSIVE,
  SHARE_UPDATE_EXCLUSIVE,
  SHARE,
  SHARE_ROW_EXCLUSIVE,
  EXCLUSIVE,
  ACCESS_EXCLUSIVE;

  /** As the manual writes it: {@code SHARE UPDATE EXCLUSIVE}. */
  public String words() {
    return name().replace('_', ' ');
  }

  /** Whether inserts, updates and deletes of others have to wait. */
  public boolean blocksWrites() {
    return compareTo(SHARE) >= 0;
  }

  /** Whether everybody has to wait, reads too. */
  public boolean blocksReads() {
    return this == ACCESS_EXCLUSIVE;
  }
}
