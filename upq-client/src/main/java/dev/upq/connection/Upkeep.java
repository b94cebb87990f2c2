// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.channel.Asides;
import dev.upq.channel.Canceller;
import dev.upq.channel.Channel;
import dev.upq.config.PoolReset;
import dev.upq.exchange.Ping;
import dev.upq.fault.PgException;
import dev.upq.row.QueryResult;
import dev.upq.statement.ShownSql;
import dev.upq.time.Deadline;
import dev.upq.wire.TransactionStatus;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is done to a connection between two borrowers: whether it is clean, what makes it so, and
 * whether it is alive. For the pool, one thread at a time; {@link #cancel} is for any.
 */
public final class Upkeep {

  private static final String COUNT_LOCKS =
      "SELECT pg_catalog.count(*) FROM pg_catalog.pg_locks WHERE granted"
          + " AND locktype OPERATOR(pg_catalog.=) 'advisory'"
          + " AND pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid(); ";

  private static final int SHOWN_CHARACTERS = 80;

  private final PgConnection connection;
  private final ConnectionSetup setup;
  private final Channel channel;
  private final Asides asides;
  private final Canceller canceller;
  private final PoolReset policy;

  // What may be there to be taken away; null where that is nothing, as nearly always.
  private @Nullable Set<Residue> left;
  private @Nullable String lastOfBorrower;

  Upkeep(
      PgConnection connection,
      ConnectionSetup setup,
      Channel channel,
      Asides asides,
      Canceller canceller) {
    this.connection = connection;
    this.setup = setup;
    this.channel = channel;
    this.asides = asides;
    this.canceller = canceller;
    this.policy = setup.config().pool().reset();
  }

  /** A text is about to be sent that is not known to leave nothing behind. */
  void runs(String sql) {
    if (policy != PoolReset.NEVER) {
      leaves(Residue.of(sql));
    }
  }

  /**
   * A borrower has given it back, whose last statement that was. Statements are not forgotten where
   * no text of the borrower's has prepared any: ours would go with them.
   */
  void returned(@Nullable String lastStatement) {
    lastOfBorrower = lastStatement;
    if (policy == PoolReset.ALWAYS) {
      leaves(EnumSet.complementOf(EnumSet.of(Residue.PREPARED)));
    }
  }

  private void leaves(Set<Residue> more) {
    Set<Residue> all = left;
    if (all == null && !more.isEmpty()) {
      left = more;
    } else if (all != null) {
      all.addAll(more);
    }
  }

  /** Whether a text of the current borrower may have left something: a setting, for example. */
  public boolean hasLeftSomething() {
    return left != null;
  }

  /** Nothing is owed and no transaction is open; rows and COPY are not looked at. */
  boolean clean() {
    return channel.quiet() && channel.status() == TransactionStatus.IDLE;
  }

  /**
   * Gives open rows and a COPY up, and waits for a cancellation to end; an open transaction stays.
   * Ignores interrupts.
   *
   * @return false where the connection is over, or the deadline passed
   */
  public boolean calm(Deadline deadline) {
    try {
      connection.abandon();
      return channel.awaitQuiet(deadline);
    } catch (PgException failed) {
      return false;
    }
  }

  /**
   * As {@link #calm}, and rolls an open transaction back, and takes away what was left behind.
   *
   * @return false where the connection is over, or the server refuses
   */
  boolean settle(Deadline deadline) {
    if (!calm(deadline)) {
      return false;
    }
    try {
      if (channel.status() != TransactionStatus.IDLE) {
        connection.scriptUninterrupted("ROLLBACK", deadline);
      }
      Set<Residue> all = left;
      if (all != null) {
        reset(all, deadline);
      }
      return true;
    } catch (PgException failed) {
      return false;
    }
  }

  /** The order matters: a setting of the last borrower's could keep the rest from working. */
  private void reset(Set<Residue> all, Deadline deadline) {
    StringBuilder script = new StringBuilder();
    for (Residue each : Residue.values()) {
      if (all.contains(each)) {
        script
            .append(script.isEmpty() ? "" : "; ")
            .append(each == Residue.LOCKS ? COUNT_LOCKS : "")
            .append(each.remedy());
      }
    }
    String sql = script.toString();
    List<QueryResult> results =
        connection.statements().notedAll(sql, connection.scriptUninterrupted(sql, deadline));
    left = null;
    if (all.contains(Residue.CHANNELS)) {
      asides.takeNotifications();
    }
    if (all.contains(Residue.LOCKS)) {
      tellLocks(locks(results));
    }
  }

  /** The count is the first result with a row. */
  private static long locks(List<QueryResult> results) {
    for (QueryResult result : results) {
      if (!result.isEmpty()) {
        return Long.parseLong(result.row(0).text(0));
      }
    }
    return 0;
  }

  private void tellLocks(long locks) {
    if (locks > 0) {
      setup
          .probe()
          .warning(
              "a connection came back to its pool with "
                  + locks
                  + " advisory lock(s) of its session, which were released; unlock before giving"
                  + " it back, or use pg_advisory_xact_lock (last statement: "
                  + shown(lastOfBorrower)
                  + ")");
    }
  }

  private static String shown(@Nullable String sql) {
    return sql == null ? "none" : ShownSql.of(sql, SHOWN_CHARACTERS);
  }

  /**
   * Asks the server for a sign of life, with nothing else under way. Ignores interrupts.
   *
   * @return false where none comes in time; the connection is then to be aborted
   */
  public boolean answers(Deadline deadline) {
    try {
      Ping.run(connection.calls().bare(deadline, false));
      return true;
    } catch (PgException silent) {
      return false;
    }
  }

  /**
   * Asks the server to cancel whatever runs in this session now. For a session that is about to be
   * closed: who else sends on it may be hit.
   *
   * @return whether the server has heard it
   */
  public boolean cancel(Deadline deadline) {
    try {
      canceller.cancel(deadline.atNanos());
      return true;
    } catch (IOException | PgException unheard) {
      return false;
    }
  }
}
