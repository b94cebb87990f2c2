// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

import dev.upq.connection.PgSession;
import dev.upq.fault.PgUsageException;
import dev.upq.row.QueryResult;
import dev.upq.statement.Identifier;
import java.time.Duration;
import java.util.Optional;

/**
 * A table for payloads that are too long for NOTIFY. What is sent is a reference, and whoever
 * listens with the same table gets the payload. Immutable.
 *
 * <p>A row lives for {@code keep}; each payload that is put in takes up to 100 older ones away, so
 * that nothing else has to. A reference whose row is gone is told as a {@link Gap} ({@code
 * EXPIRED}).
 */
public final class Spill {

  /** A payload that begins like this is a reference, and is itself put into the table. */
  static final String MARK = "upq-spill:";

  private static final int OLD_ROWS = 100;

  private final String table;
  private final Duration keep;
  private final String put;
  private final String get;

  private Spill(String table, Duration keep) {
    this.table = table;
    this.keep = keep;
    this.put =
        "with old as (select id from "
            + table
            + " where id in (select id from "
            + table
            + " order by id limit "
            + OLD_ROWS
            + ") and made < pg_catalog.clock_timestamp() - $3::pg_catalog.interval"
            + " for update skip locked), gone as (delete from "
            + table
            + " where id in (select id from old)), kept as (insert into "
            + table
            + " (payload) values ($2) returning id) select pg_catalog.pg_notify($1, '"
            + MARK
            + "' || id) from kept";
    this.get = "select payload from " + table + " where id = $1";
  }

  /**
   * Long payloads go into that table.
   *
   * @param table its name as in SQL, with its schema or without
   * @param keep how long a payload is to be had, at least a second
   * @throws PgUsageException where that is no name, or the time is shorter
   */
  public static Spill to(String table, Duration keep) {
    if (keep.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new PgUsageException("payloads are kept for at least a second");
    }
    return new Spill(Identifier.qualified(table), keep);
  }

  /**
   * Makes the table where it is not there. Whoever listens needs SELECT, whoever sends the rest.
   */
  public void create(PgSession session) {
    session.execute(
        "create table if not exists "
            + table
            + " (id bigint generated always as identity primary key, payload text not null, made"
            + " timestamptz not null default pg_catalog.clock_timestamp())");
  }

  /** How long a payload is to be had. */
  public Duration keep() {
    return keep;
  }

  void send(PgSession session, String channel, String payload) {
    session.query(put, channel, payload, keep);
  }

  boolean isReference(String payload) {
    return payload.startsWith(MARK);
  }

  /** The payload of a reference; empty where it is not there any more. */
  Optional<String> read(PgSession session, String reference) {
    String number = reference.substring(MARK.length());
    if (!number.matches("\\d{1,18}")) {
      return Optional.empty();
    }
    QueryResult found = session.query(get, Long.parseLong(number));
    return found.isEmpty() ? Optional.empty() : Optional.of(found.oneText());
  }
}
