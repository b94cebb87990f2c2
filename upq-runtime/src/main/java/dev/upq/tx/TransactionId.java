// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

import dev.upq.connection.PgConnection;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.pool.Lease;
import dev.upq.pool.Lender;
import dev.upq.row.Row;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import java.time.Duration;

/**
 * The number of a transaction, by which the server can be asked for its end later. Immutable.
 *
 * @param xid as {@code pg_current_xact_id()} gave it, in decimal
 * @param processId of the backend that ran it
 * @param timeline of the server's history at that time, 8 hexadecimal digits: what a server tells
 *     that was promoted since may be about another transaction of that number
 * @see <a
 *     href="https://www.postgresql.org/docs/18/functions-info.html#FUNCTIONS-PG-SNAPSHOT">pg_xact_status</a>
 */
public record TransactionId(String xid, int processId, String timeline) {

  /** Gives what {@link #of} reads. Takes a number, where the transaction has none yet. */
  static final String QUESTION =
      """
      select pg_catalog.pg_current_xact_id()::text,
        pg_catalog.substr(
          pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_insert_lsn()), 1, 8)
      """;

  private static final String STATUS =
      """
      select coalesce(pg_catalog.pg_xact_status($1::text::pg_catalog.xid8), 'forgotten'),
        pg_catalog.substr(
          pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_insert_lsn()), 1, 8)
      """;

  private static final String TERMINATE =
      """
      select count(pg_catalog.pg_terminate_backend(pid)) from pg_catalog.pg_stat_activity
      where pid = $1 and backend_xid = $2::text::pg_catalog.xid8::pg_catalog.xid
      """;

  private static final long FIRST_PAUSE_NANOS = 2_000_000;
  private static final long LAST_PAUSE_NANOS = 250_000_000;
  private static final long PATIENCE_NANOS = 100_000_000;

  /** What the server knows of it. */
  public enum Status {
    COMMITTED,
    ABORTED,
    /**
     * It is still running, or the server could not be asked, has forgotten it, or has another
     * history by now.
     */
    UNKNOWN
  }

  static TransactionId of(Row row, PgConnection connection) {
    return new TransactionId(row.text(0), connection.processId(), row.text(1));
  }

  /**
   * Asks how it ended, on another connection, until that is known or the time is over. A backend
   * that still runs it has nobody to answer to; after 100 ms it is terminated.
   *
   * @param lender of connections to the same server
   * @throws PgInterruptedException where the thread is interrupted
   */
  public Status resolve(Lender lender, Duration within) {
    Clock clock = lender.clock();
    return Deadline.within(
        clock, within, () -> asked(lender, clock, Deadline.forCall(clock, within)));
  }

  private Status asked(Lender lender, Clock clock, Deadline deadline) {
    long begun = clock.nanos();
    long pause = FIRST_PAUSE_NANOS;
    while (true) {
      boolean impatient = clock.nanos() - begun >= PATIENCE_NANOS;
      String told = ask(lender, deadline, impatient);
      switch (told) {
        case "committed":
          return Status.COMMITTED;
        case "aborted":
          return Status.ABORTED;
        case "in progress", "":
          break;
        default:
          return Status.UNKNOWN;
      }
      long until = clock.nanos() + pause;
      if (until >= deadline.atNanos()) {
        return Status.UNKNOWN;
      }
      while (clock.nanos() < until && !Thread.currentThread().isInterrupted()) {
        clock.parkUntil(this, until);
      }
      pause = Math.min(LAST_PAUSE_NANOS, pause * 2);
    }
  }

  /** The server's word; empty where it could not be asked. */
  private String ask(Lender lender, Deadline deadline, boolean impatient) {
    try (Lease lease = lender.acquire(deadline)) {
      Row row = lease.query(STATUS, xid).row(0);
      if (!row.text(1).equals(timeline)) {
        return "elsewhere";
      }
      String status = row.text(0);
      if (impatient && status.equals("in progress")) {
        lease.query(TERMINATE, processId, xid);
      }
      return status;
    } catch (PgInterruptedException told) {
      throw told;
    } catch (PgException away) {
      return "";
    }
  }
}
