// SPDX-License-Identifier: Apache-2.0
package dev.upq.examples.flights;

import dev.upq.PgPool;
import dev.upq.connection.CopySession;
import dev.upq.connection.PgSession;
import dev.upq.tx.PgTransaction;
import java.util.List;
import java.util.function.Function;

/**
 * Puts the data into the database: one transaction, arrays of a thousand rows at a time. Immutable.
 */
public final class Loader {

  private static final int ROWS_AT_ONCE = 1_000;

  private static final List<String> TABLES =
      List.of(
          "drop schema if exists upq_flights cascade",
          "create schema upq_flights",
          """
          create table upq_flights.airport (
            iata text primary key,
            name text not null,
            city text not null,
            state text not null,
            country text not null,
            latitude float8 not null,
            longitude float8 not null)
          """,
          """
          create table upq_flights.flight (
            id int primary key,
            departed_at timestamp not null,
            delay_minutes int not null,
            distance_miles int not null,
            origin text not null references upq_flights.airport,
            destination text not null references upq_flights.airport)
          """,
          "create index flight_origin on upq_flights.flight (origin)",
          """
          create table upq_flights.remark (
            id bigint generated always as identity primary key,
            flight_id int not null references upq_flights.flight,
            reporter int not null,
            minutes int not null,
            written_at timestamptz not null default now())
          """,
          "create type upq_flights.place as (latitude float8, longitude float8)",
          "create type upq_flights.punctuality as enum ('EARLY', 'ON_TIME', 'LATE')",
          """
          create table upq_flights.departures (
            iata text primary key references upq_flights.airport,
            place upq_flights.place not null,
            punctuality upq_flights.punctuality not null,
            period tsrange not null,
            destinations text[] not null)
          """,
          """
          create table upq_flights.tally (
            reporter int primary key,
            remarks int not null,
            minutes bigint not null)
          """);

  private final PgPool pool;

  public Loader(PgPool pool) {
    this.pool = pool;
  }

  /** Is told how far the loading is. */
  @FunctionalInterface
  public interface Progress {
    void loaded(String what, int rows, int of);
  }

  /** Creates the schema {@code upq_flights} anew and loads everything. */
  public void load(FlightData data, Progress progress) {
    try (PgTransaction tx = pool.begin()) {
      TABLES.forEach(tx::script);
      Miles.load(tx);
      airports(tx, data.airports(), progress);
      flights(tx, data.flights(), progress);
      departures(tx, data.departures(), progress);
      tx.commit();
    }
    pool.execute("analyze upq_flights.airport, upq_flights.flight");
  }

  private static void airports(PgSession session, List<Airport> airports, Progress progress) {
    for (int from = 0; from < airports.size(); from += ROWS_AT_ONCE) {
      List<Airport> some = chunk(airports, from);
      session.execute(
          """
          insert into upq_flights.airport
          select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[],
                               $6::float8[], $7::float8[])
          """,
          column(some, Airport::iata),
          column(some, Airport::name),
          column(some, Airport::town),
          column(some, Airport::state),
          column(some, Airport::country),
          column(some, Airport::latitude),
          column(some, Airport::longitude));
      progress.loaded("airports", from + some.size(), airports.size());
    }
  }

  private static void flights(PgSession session, List<Flight> flights, Progress progress) {
    for (int from = 0; from < flights.size(); from += ROWS_AT_ONCE) {
      List<Flight> some = chunk(flights, from);
      session.execute(
          """
          insert into upq_flights.flight
          select * from unnest($1::int[], $2::timestamp[], $3::int[], $4::int[], $5::text[],
                               $6::text[])
          """,
          column(some, Flight::id),
          column(some, Flight::departedAt),
          column(some, Flight::delayMinutes),
          column(some, Flight::distanceMiles),
          column(some, Flight::origin),
          column(some, Flight::destination));
      progress.loaded("flights", from + some.size(), flights.size());
    }
  }

  /** Records straight into the table: an enum, a composite, a range and an array among them. */
  private static void departures(
      CopySession session, List<Departures> departures, Progress progress) {
    session.copyIn("upq_flights.departures", Departures.class, departures);
    progress.loaded("airports with departures", departures.size(), departures.size());
  }

  private static <T> List<T> chunk(List<T> rows, int from) {
    return rows.subList(from, Math.min(rows.size(), from + ROWS_AT_ONCE));
  }

  private static <T, V> List<V> column(List<T> rows, Function<T, V> value) {
    return rows.stream().map(value).toList();
  }
}
