// SPDX-License-Identifier: Apache-2.0
package dev.upq.examples.flights;

import dev.upq.PgPool;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.tx.PgTransaction;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Many virtual threads that read and write over one pool and check every answer against the data.
 * Thread-safe.
 *
 * <p>A failure is counted and told, and the thread goes on; a wrong answer is kept, for there must
 * be none.
 */
public final class Traffic implements AutoCloseable {

  private static final int MOST_KEPT = 20;
  private static final long PAUSE_NANOS = 10_000_000;
  private static final int SUMS_ONE_IN = 16;

  private final PgPool pool;
  private final FlightData data;
  private final Announcements announcements;
  private final Map<String, Airport> airports;
  private final Map<String, List<Flight>> departures;
  private final List<String> origins;
  private final Map<Work, Latencies> latencies = new EnumMap<>(Work.class);
  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicLong wrongs = new AtomicLong();
  private final Failures failures = new Failures();
  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicLongArray remarksBy;
  private final AtomicLongArray minutesBy;
  private final List<Thread> threads = new ArrayList<>();

  /**
   * @param announcements opened for as many callers
   */
  public Traffic(PgPool pool, FlightData data, int callers, Announcements announcements) {
    this.pool = pool;
    this.data = data;
    this.announcements = announcements;
    this.airports = data.airportsByIata();
    this.departures = data.flightsByOrigin();
    this.origins = departures.keySet().stream().sorted().toList();
    this.remarksBy = new AtomicLongArray(callers);
    this.minutesBy = new AtomicLongArray(callers);
    for (Work work : Work.values()) {
      latencies.put(work, new Latencies());
    }
  }

  /** Starts the callers; the seed makes what they ask for repeatable. */
  public void start(long seed) {
    for (int caller = 0; caller < remarksBy.length(); caller++) {
      int number = caller;
      threads.add(
          Thread.ofVirtual()
              .name("caller-" + number)
              .start(() -> run(number, new SplittableRandom(seed + number))));
    }
  }

  /** As {@link #stop()}. */
  @Override
  public void close() {
    stop();
  }

  /** Tells the callers to stop and waits for them. Idempotent. */
  public void stop() {
    stop.set(true);
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException told) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  public Latencies latencies(Work work) {
    return Optional.ofNullable(latencies.get(work)).orElseThrow();
  }

  public long done() {
    return latencies.values().stream().mapToLong(Latencies::count).sum();
  }

  /** Wrong answers: the count, of which the first are kept as text. */
  public long wrongAnswers() {
    return wrongs.get();
  }

  public List<String> wrongAnswersTold() {
    return List.copyOf(wrong);
  }

  public long failed() {
    return failures.all();
  }

  /** Failures that the loss of the server does not explain. */
  public long failedOtherwise() {
    return failures.otherwise();
  }

  public List<String> failuresTold() {
    return failures.told();
  }

  /** Commits whose answer did not come; each may or may not stand in the database. */
  public long unknownOutcomes() {
    return failures.unknownOutcomes();
  }

  /** What it announces, and who listens. */
  public Announcements announcements() {
    return announcements;
  }

  public int callers() {
    return remarksBy.length();
  }

  /** How many remarks of a caller were acknowledged as committed. */
  public long remarksBy(int caller) {
    return remarksBy.get(caller);
  }

  /** The sum of the minutes of those. */
  public long minutesBy(int caller) {
    return minutesBy.get(caller);
  }

  private void run(int caller, SplittableRandom random) {
    while (!stop.get() && !Thread.currentThread().isInterrupted()) {
      Work work = pick(random);
      long begun = System.nanoTime();
      try {
        once(work, caller, random);
        latencies(work).add(System.nanoTime() - begun);
      } catch (PgInterruptedException told) {
        return;
      } catch (PgException failure) {
        failures.add(failure);
        LockSupport.parkNanos(PAUSE_NANOS);
      } catch (RuntimeException unforeseen) {
        wrong(work + " ended with " + unforeseen);
      }
    }
  }

  private static Work pick(SplittableRandom random) {
    int part = random.nextInt(100);
    return part < 60
        ? Work.AIRPORT
        : part < 75
            ? Work.DEPARTURES
            : part < 85 ? Work.DELAYS : part < 95 ? Work.REMARK : Work.TRANSFER;
  }

  private void once(Work work, int caller, SplittableRandom random) {
    switch (work) {
      case AIRPORT -> airport(data.airports().get(random.nextInt(data.airports().size())).iata());
      case DEPARTURES -> departures(origins.get(random.nextInt(origins.size())));
      case DELAYS -> delays(origins.get(random.nextInt(origins.size())));
      case REMARK ->
          remark(caller, 1 + random.nextInt(data.flights().size()), random.nextInt(-60, 600));
      case TRANSFER -> transfer(random);
    }
  }

  private void airport(String iata) {
    Airport read =
        pool.query("select * from upq_flights.airport where iata = $1", iata).one(Airport.class);
    if (!read.equals(airports.get(iata))) {
      wrong("airport " + iata + " was answered with " + read);
    }
  }

  private void departures(String origin) {
    List<Flight> read =
        pool.query("select * from upq_flights.flight where origin = $1 order by id", origin)
            .list(Flight.class);
    if (!read.equals(departures.get(origin))) {
      wrong("flights from " + origin + " were answered with " + read.size() + " others");
    }
  }

  private void delays(String origin) {
    long read =
        pool.query("select sum(delay_minutes) from upq_flights.flight where origin = $1", origin)
            .oneLong();
    long expected =
        departures.getOrDefault(origin, List.of()).stream().mapToLong(Flight::delayMinutes).sum();
    if (read != expected) {
      wrong("delays from " + origin + " were answered with " + read + " instead of " + expected);
    }
  }

  private void remark(int caller, int flight, int minutes) {
    long announced = 0;
    try (PgTransaction tx = pool.begin()) {
      long added =
          tx.execute(
              "insert into upq_flights.remark (flight_id, reporter, minutes) values ($1, $2, $3)",
              flight,
              caller,
              minutes);
      tx.execute(
          """
          insert into upq_flights.tally as t values ($1, 1, $2)
          on conflict (reporter) do update set remarks = t.remarks + 1, minutes = t.minutes + $2
          """,
          caller,
          minutes);
      if (minutes >= Announcements.LATE_MINUTES) {
        announced = announcements.announce(tx, caller, data.flights().get(flight - 1), minutes);
      }
      tx.commit();
      if (added != 1) {
        wrong("a remark was answered with " + added + " rows");
      }
    }
    announcements.stands(caller, announced);
    remarksBy.incrementAndGet(caller);
    minutesBy.addAndGet(caller, minutes);
  }

  private void transfer(SplittableRandom random) {
    Miles.transfer(pool, random);
    long sum = random.nextInt(SUMS_ONE_IN) == 0 ? Miles.sum(pool) : Miles.SUM;
    if (sum != Miles.SUM) {
      wrong("all miles together were answered with " + sum + " instead of " + Miles.SUM);
    }
  }

  private void wrong(String what) {
    if (wrongs.incrementAndGet() <= MOST_KEPT) {
      wrong.add(what);
    }
  }
}
