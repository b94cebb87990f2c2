// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.chaos;

import dev.upq.connection.PgConnection;
import dev.upq.row.Row;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What callers were told of what they wrote, against what the database holds. Thread-safe.
 *
 * <p>Table {@code ledger} has a row for each number that was written; the accounts of table {@code
 * bank} have a sum that no transfer changes; table {@code point} has known rows to read.
 */
final class Ledger {

  static final int ACCOUNTS = 256;
  static final int POINTS = 1_000;

  private static final long START = 1_000;

  private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
  private final Set<Long> unknown = ConcurrentHashMap.newKeySet();

  /**
   * What was found.
   *
   * @param acknowledged commits that callers were told of
   * @param lost those of them that are not there
   * @param unknown writes whose callers were told that nobody knows
   * @param unknownThere those of them that are there
   * @param invented rows that callers were told are not there, or told nothing about
   * @param bank by how much the sum of the bank has changed
   */
  record Found(int acknowledged, int lost, int unknown, int unknownThere, int invented, long bank) {

    boolean holds() {
      return lost == 0 && invented == 0 && bank == 0;
    }
  }

  /** Makes the tables anew. */
  static void prepare(PgConnection connection) {
    connection.script(
        """
        set client_min_messages = warning;
        drop table if exists ledger, bank, point;
        create table ledger (nonce int8 primary key, caller int4 not null);
        create table bank (id int4 primary key, v int8 not null);
        insert into bank select i, %d from generate_series(0, %d) i;
        create table point (id int4 primary key, v int8 not null, tag text not null);
        insert into point select i, i * 7919::int8, 't' || i from generate_series(0, %d) i;
        """
            .formatted(START, ACCOUNTS - 1, POINTS - 1));
  }

  void acknowledged(long nonce) {
    acknowledged.add(nonce);
  }

  void unknown(long nonce) {
    unknown.add(nonce);
  }

  /** Reads the tables; nothing may be under way. */
  Found found(PgConnection connection) {
    Set<Long> there = new HashSet<>();
    for (Row row : connection.query("select nonce from ledger")) {
      there.add(row.longValue(0));
    }
    long sum = connection.query("select sum(v)::int8 from bank").oneLong();
    int lost = 0;
    for (Long nonce : acknowledged) {
      lost += there.contains(nonce) ? 0 : 1;
    }
    int unknownThere = 0;
    int invented = 0;
    for (Long nonce : there) {
      unknownThere += unknown.contains(nonce) ? 1 : 0;
      invented += unknown.contains(nonce) || acknowledged.contains(nonce) ? 0 : 1;
    }
    return new Found(
        acknowledged.size(), lost, unknown.size(), unknownThere, invented, sum - ACCOUNTS * START);
  }
}
