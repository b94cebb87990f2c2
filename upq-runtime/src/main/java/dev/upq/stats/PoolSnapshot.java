// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import java.util.List;
import java.util.Map;

/**
 * One pool: how it stands, and what it has done since it was first opened under its name.
 * Immutable.
 *
 * @param name of the pool
 * @param open whether it is; the gauges of a closed one are zero
 * @param gauges connections and callers at this moment
 * @param statements what became of prepared statements
 * @param latency of all operations together
 * @param failed how many operations failed
 * @param errors how many failed, by SQLSTATE class or, where the server did not speak, by kind
 * @param rows that came back or were changed
 * @param bytesIn that came from servers, before encryption
 * @param bytesOut that went to servers, before encryption
 * @param waits from the call to the connection, connecting included
 * @param acquireTimeouts callers that went without a connection because their time was over
 * @param uses how long connections were borrowed
 * @param creates how long making a connection took
 * @param transactions what became of transactions
 * @param connections what became of connections
 * @param operations by server and kind, in order
 * @param queries those with the most time together first
 */
public record PoolSnapshot(
    String name,
    boolean open,
    PoolGauges gauges,
    StatementCounts statements,
    LatencySnapshot latency,
    long failed,
    Map<String, Long> errors,
    long rows,
    long bytesIn,
    long bytesOut,
    LatencySnapshot waits,
    long acquireTimeouts,
    LatencySnapshot uses,
    LatencySnapshot creates,
    Transactions transactions,
    Connections connections,
    List<OperationSnapshot> operations,
    List<QuerySnapshot> queries) {

  /**
   * What became of transactions. Immutable.
   *
   * @param committed as the server confirmed
   * @param rolledBack by us or by the server
   * @param unknown whose connection ended before the answer to COMMIT
   * @param retries of statements and transactions
   */
  public record Transactions(long committed, long rolledBack, long unknown, long retries) {}

  /**
   * What became of connections. Immutable.
   *
   * @param made that stood
   * @param failed attempts that did not
   * @param ended of those that stood
   * @param dirty returns after which a connection had to be cleaned or closed
   * @param reconnects times that a pool was whole again after its server was away
   */
  public record Connections(long made, long failed, long ended, long dirty, long reconnects) {}

  /** How many operations there were. */
  public long count() {
    return latency.count();
  }
}
