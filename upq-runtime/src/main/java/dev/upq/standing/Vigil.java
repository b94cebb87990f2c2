// SPDX-License-Identifier: Apache-2.0
package dev.upq.standing;

import dev.upq.connection.Notifications;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgException;
import dev.upq.fault.Sent;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import dev.upq.wire.NotificationResponse;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One epoch of a standing connection: waits, has the duty called, asks for signs of life. Confined
 * to the keeper. Times are readings of the clock, in nanoseconds.
 */
final class Vigil {

  private final PgConnection connection;
  private final Notifications inbox;
  private final Duty duty;
  private final @Nullable Canary canary;
  private final Clock clock;
  private final StandingConfig config;
  private long aliveAt;
  private long canaryAt;
  private long lostBefore;

  Vigil(
      PgConnection connection,
      Duty duty,
      @Nullable Canary canary,
      Clock clock,
      StandingConfig config) {
    this.connection = connection;
    this.inbox = connection.notifications();
    this.duty = duty;
    this.canary = canary;
    this.clock = clock;
    this.config = config;
    this.aliveAt = clock.nanos();
    this.canaryAt = canary == null ? Clock.NEVER : nextCanary(aliveAt);
  }

  /**
   * Lasts as long as the connection.
   *
   * @param early what has come before the duty's first turn
   * @return how it ended; null where {@code ending} says so
   */
  @Nullable Loss keep(
      List<NotificationResponse> early, BooleanSupplier ending, BooleanSupplier roused) {
    try {
      long next = duty.turn(connection, arrivals(early));
      while (!ending.getAsBoolean()) {
        Deadline until = new Deadline(clock, Math.min(next, probeAt()));
        List<NotificationResponse> came = inbox.await(until, roused);
        if (!came.isEmpty()) {
          aliveAt = clock.nanos();
        }
        Arrivals arrivals = arrivals(canary == null ? came : canary.without(came));
        // Before the turn, which may take its time: what has come meanwhile is not late.
        Loss loss = deaf();
        next = duty.turn(connection, arrivals);
        loss = loss == null ? ask() : loss;
        if (loss != null) {
          return loss;
        }
      }
      return null;
    } catch (PgException ended) {
      return ending.getAsBoolean() ? null : new Loss(Loss.Kind.ENDED, ended, clock.nanos());
    }
  }

  private Arrivals arrivals(List<NotificationResponse> came) {
    long lost = inbox.droppedWhenTaken();
    long more = lost - lostBefore;
    lostBefore = lost;
    if (more > 0 && canary != null) {
      canary.excused();
    }
    return came.isEmpty() && more == 0 ? Arrivals.NONE : new Arrivals(came, more);
  }

  /** When there is something to ask, or an answer is late. */
  private long probeAt() {
    long silence = aliveAt + config.probeEvery().toNanos();
    long late = canary == null ? Clock.NEVER : canary.dueAt();
    return Math.min(Math.min(silence, canaryAt), late);
  }

  private @Nullable Loss deaf() {
    return canary == null || !canary.late(clock.nanos())
        ? null
        : new Loss(
            Loss.Kind.DEAF,
            new PgConnectionLostException(
                "a notification that the connection sent to itself did not come", Sent.ALL),
            aliveAt);
  }

  /** Asks for a sign of life where it is time to. */
  private @Nullable Loss ask() {
    long now = clock.nanos();
    boolean due = canary != null && now >= canaryAt;
    if (due) {
      canaryAt = nextCanary(now);
    }
    // One that is on its way is waited for first, or none would ever be late.
    if (due && canary != null && !canary.awaited()) {
      try {
        duty.queueUsage(canary.send(connection));
      } catch (PgException failed) {
        return silent(failed);
      }
      aliveAt = clock.nanos();
    } else if (now - aliveAt >= config.probeEvery().toNanos()) {
      if (!connection.upkeep().answers(Deadline.after(clock, config.probePatience()))) {
        return silent(
            new PgConnectionLostException(
                "the server gave no sign of life in " + config.probePatience(), Sent.MAYBE));
      }
      aliveAt = clock.nanos();
    }
    return null;
  }

  private Loss silent(PgException why) {
    return connection.ended()
        ? new Loss(Loss.Kind.ENDED, connection.ending(), clock.nanos())
        : new Loss(Loss.Kind.SILENT, why, aliveAt);
  }

  private long nextCanary(long now) {
    return now + config.probeEvery().toNanos() * config.canaryEvery();
  }
}
