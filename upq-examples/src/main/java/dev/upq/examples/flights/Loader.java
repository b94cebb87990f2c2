// SPDX-License-Identifier: Apache-2.0
package dev.upq.examples.flights;

import dev.upq.PgPool;
import dev.upq.connection.CopySession;
import dev.upq.connection.PgSession;
import dev.upq.migrate.MigrationSource;
import dev.upq.migrate.PgMigrator;
import dev.upq.tx.PgTransaction;
import java.util.List;
import java.util.function.Function;

/**
 * Makes the tables with migrations, and puts the data into them: one transaction, arrays of a
 * thousand rows at a time. Immutable.
 */
public final class Loader {

  private static final int ROWS_AT_ONCE = 1_000;

  /** Its log stands in it as well, so that it goes with it. */
  private static final String SCHEMA = "upq_flights";

  private static final String MIGRATIONS = "dev/upq/examples/flights/migrations";

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
    pool.execute("drop schema if exists upq_flights cascade");
    migrator().up();
    try (PgTransaction tx = pool.begin()) {
      Miles.load(tx);
      airports(tx, data.airports(), progress);
      flights(tx, data.flights(), progress);
      departures(tx, data.departures(), progress);
      tx.commit();
    }
    pool.execute("analyze upq_flights.airport, upq_flights.flight");
  }

  /** What makes the tables: the migrations beside this class. */
  public PgMigrator migrator() {
    return PgMigrator.builder(pool)
        .source(MigrationSource.classPath(MIGRATIONS, Loader.class.getClassLoader()))
        .schema(SCHEMA)
        .build();
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
