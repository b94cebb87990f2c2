// SPDX-License-Identifier: Apache-2.0
package dev.upq.examples.flights;

import dev.upq.PgPool;
import dev.upq.row.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Compares the whole database with the files. Immutable. */
public final class Verifier {

  private static final int SAMPLE = 200;

  private final PgPool pool;
  private final FlightData data;

  public Verifier(PgPool pool, FlightData data) {
    this.pool = pool;
    this.data = data;
  }

  /**
   * What was found.
   *
   * @param airports how many were read back as records
   * @param flights how many were read back as records
   * @param sampled how many single rows were compared beside that
   * @param remarks how many the traffic left
   * @param wrong what is not as it should be, one line each
   */
  public record Findings(int airports, int flights, int sampled, long remarks, List<String> wrong) {

    public Findings {
      wrong = List.copyOf(wrong);
    }
  }

  /**
   * Reads everything back and compares it; the traffic's own tally with what the database has of
   * it.
   */
  public Findings verify(Traffic traffic) {
    List<String> wrong = new ArrayList<>(traffic.wrongAnswersTold());
    wrong.addAll(traffic.announcements().verify());
    List<Airport> airports = pool.query("select * from upq_flights.airport").list(Airport.class);
    List<Flight> flights =
        pool.query("select * from upq_flights.flight order by id").list(Flight.class);
    compare(wrong, "airports", data.airports().size(), airports.size());
    compare(wrong, "flights", data.flights().size(), flights.size());
    if (!data.airportsByIata().equals(new FlightData(airports, flights).airportsByIata())) {
      wrong.add("the airports read back are not those of the file");
    }
    if (!data.flights().equals(flights)) {
      wrong.add("the flights read back are not those of the file");
    }
    if (!data.departures()
        .equals(
            pool.query("select * from upq_flights.departures order by iata collate \"C\"")
                .list(Departures.class))) {
      wrong.add("the departures read back are not those of the file");
    }
    sums(wrong);
    compare(wrong, "the sum of miles", Miles.SUM, Miles.sum(pool));
    int sampled = sample(wrong);
    long remarks = remarks(wrong, traffic);
    return new Findings(airports.size(), flights.size(), sampled, remarks, wrong);
  }

  private void sums(List<String> wrong) {
    compare(
        wrong,
        "the sum of delays",
        data.delaySum(),
        pool.query("select sum(delay_minutes) from upq_flights.flight").oneLong());
    compare(
        wrong,
        "the sum of distances",
        data.distanceSum(),
        pool.query("select sum(distance_miles) from upq_flights.flight").oneLong());
  }

  private int sample(List<String> wrong) {
    SplittableRandom random = new SplittableRandom(2001);
    for (int i = 0; i < SAMPLE; i++) {
      Flight expected = data.flights().get(random.nextInt(data.flights().size()));
      Flight read =
          pool.query("select * from upq_flights.flight where id = $1", expected.id())
              .one(Flight.class);
      if (!read.equals(expected)) {
        wrong.add("flight " + expected.id() + " is " + read + " instead of " + expected);
      }
    }
    return SAMPLE;
  }

  /**
   * Acknowledged commits must all be there; what is there beyond them can only be commits without
   * an answer.
   */
  private long remarks(List<String> wrong, Traffic traffic) {
    long acknowledged = 0;
    for (int caller = 0; caller < traffic.callers(); caller++) {
      acknowledged += traffic.remarksBy(caller);
    }
    long stored = pool.query("select count(*) from upq_flights.remark").oneLong();
    if (stored < acknowledged || stored > acknowledged + traffic.unknownOutcomes()) {
      wrong.add(
          acknowledged
              + " remarks were acknowledged and "
              + traffic.unknownOutcomes()
              + " have an unknown outcome, but "
              + stored
              + " are stored");
    }
    compare(
        wrong,
        "remarks whose tally differs",
        0,
        pool.query(
                """
                select count(*)
                from (select reporter, count(*) n, sum(minutes) m from upq_flights.remark group by 1) r
                full join upq_flights.tally t using (reporter)
                where (r.n, r.m) is distinct from (t.remarks::bigint, t.minutes)
                """)
            .oneLong());
    if (traffic.unknownOutcomes() == 0) {
      perCaller(wrong, traffic);
    }
    return stored;
  }

  private void perCaller(List<String> wrong, Traffic traffic) {
    long[] remarks = new long[traffic.callers()];
    long[] minutes = new long[traffic.callers()];
    for (Row row :
        pool.query("select reporter, remarks, minutes from upq_flights.tally order by reporter")) {
      remarks[row.intValue(0)] = row.longValue(1);
      minutes[row.intValue(0)] = row.longValue(2);
    }
    for (int caller = 0; caller < traffic.callers(); caller++) {
      compare(wrong, "remarks of caller " + caller, traffic.remarksBy(caller), remarks[caller]);
      compare(wrong, "minutes of caller " + caller, traffic.minutesBy(caller), minutes[caller]);
    }
  }

  private static void compare(List<String> wrong, String what, long expected, long found) {
    if (expected != found) {
      wrong.add(what + ": " + found + " instead of " + expected);
    }
  }
}
