// SPDX-License-Identifier: Apache-2.0
package dev.upq.examples.flights;

import dev.upq.PgPool;
import dev.upq.notify.PgChannelDispatcher;
import dev.upq.notify.PgTopics;
import dev.upq.notify.Subscription;
import dev.upq.notify.SubscriptionOptions;
import dev.upq.tx.PgTransaction;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * Flights that are very late are announced on the topic {@code flight.<airport>}, when the
 * transaction that says so commits. Thread-safe.
 *
 * <p>Two listen to {@code flight.*}: {@link Hearing} to each announcement, and it knows whether one
 * is missing that no gap was told for; {@link Board}, which is slow, to the newest of each airport.
 */
public final class Announcements implements AutoCloseable {

  /** A flight that is so many minutes late is announced. */
  static final int LATE_MINUTES = 540;

  /** The topic of marks, which are for {@link Hearing} alone. */
  static final String END = "flight.end";

  private static final String CHANNEL = "upq_flights";
  private static final String PATTERN = "flight.*";
  private static final String TO_EACH = "flight.";
  private static final Duration OPEN_WITHIN = Duration.ofSeconds(10);
  private static final Duration HEARD_WITHIN = Duration.ofSeconds(30);
  private static final Duration ASK_AGAIN = Duration.ofMillis(200);
  private static final int HEARING_EVENTS = 10_000;
  private static final long HEARING_BYTES = 8L << 20;
  private static final int BOARD_LINES = 16;
  private static final long BOARD_BYTES = 64L << 10;

  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private final PgPool pool;
  private final PgChannelDispatcher bus;
  private final PgTopics topics;
  private final Hearing hearing;
  private final Board board;

  private Announcements(PgPool pool, PgChannelDispatcher bus, int callers) {
    this.pool = pool;
    this.bus = bus;
    this.topics = bus.topics(CHANNEL);
    this.hearing = new Hearing(run, callers);
    this.board = new Board(run);
  }

  /**
   * Begins to listen, over a connection beside the pool. Close it before the pool.
   *
   * @param callers how many announce; each has a number from 0
   * @throws dev.upq.fault.PgException where nothing can be listened to in time
   */
  public static Announcements open(PgPool pool, int callers) {
    PgChannelDispatcher bus = PgChannelDispatcher.open(pool);
    Announcements it = new Announcements(pool, bus, callers);
    boolean live = false;
    try {
      it.listen();
      live = true;
      return it;
    } finally {
      if (!live) {
        bus.close();
      }
    }
  }

  private void listen() {
    SubscriptionOptions each =
        SubscriptionOptions.standard().withQueue(HEARING_EVENTS, HEARING_BYTES);
    SubscriptionOptions newest =
        SubscriptionOptions.standard()
            .withQueue(BOARD_LINES, BOARD_BYTES)
            .coalescing(it -> it.channel());
    Subscription heard = topics.on(PATTERN, each, hearing);
    topics.on(PATTERN, newest, board);
    heard.awaitLive(OPEN_WITHIN);
  }

  /** Announces a flight as part of a transaction, the last thing in it; returns its number. */
  long announce(PgTransaction tx, int caller, Flight flight, int minutes) {
    long number = hearing.begins(caller);
    topics.publish(
        tx,
        TO_EACH + flight.origin(),
        Hearing.text(
            run,
            caller,
            number,
            flight.origin() + " to " + flight.destination() + ", " + minutes + " minutes late"));
    return number;
  }

  /** The transaction that announced it was committed. */
  void stands(int caller, long number) {
    hearing.stands(caller, number);
  }

  /**
   * Waits until all has been heard that will ever be, and compares; nobody may announce anything
   * meanwhile.
   *
   * @return what is wrong, one line each
   * @throws dev.upq.fault.PgException where the database cannot be reached
   */
  public List<String> verify() {
    long mark = hearing.mark();
    long end = System.nanoTime() + HEARD_WITHIN.toNanos();
    while (!hearing.heard(mark) && System.nanoTime() < end) {
      // A mark may itself be lost in a gap.
      topics.publish(pool, END, Hearing.mark(run, mark));
      long again = Math.min(end, System.nanoTime() + ASK_AGAIN.toNanos());
      while (!hearing.heard(mark) && System.nanoTime() < again) {
        LockSupport.parkNanos(1_000_000);
      }
    }
    return hearing.verdict(mark);
  }

  /** The dispatcher, for who shows its numbers. */
  public PgChannelDispatcher dispatcher() {
    return bus;
  }

  /** How many announcements were begun, committed or not. */
  public long sent() {
    return hearing.sent();
  }

  public long heard() {
    return hearing.heard();
  }

  /** How many were committed and not heard; each of them is behind a gap. */
  public long missed() {
    return hearing.missed();
  }

  /** How many times the listener was told that something may be missing. */
  public long gaps() {
    return hearing.gaps();
  }

  /** How many announcements the board has left out for newer ones. */
  public long dropped() {
    return bus.counts().dropped();
  }

  /** What the board shows, the newest; empty before the first. */
  public String latest() {
    return board.latest();
  }

  @Override
  public void close() {
    bus.close();
  }
}
