// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import dev.upq.PgPool;
import dev.upq.pool.PgReconnectSupervisor.Listening;
import dev.upq.pool.SupervisorEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Tells when the database is lost and when it is back, in the words of the pool's supervisor.
 * Thread-safe.
 */
final class Outages implements AutoCloseable {

  private final News news;
  private final Listening listening;
  // Confined to the supervisor's thread of events.
  private @Nullable Instant lostAt;
  private final AtomicInteger count = new AtomicInteger();

  Outages(PgPool pool, News news) {
    this.news = news;
    this.listening = pool.supervisor().onEvent(this::heard);
  }

  /** How many have begun. */
  int count() {
    return count.get();
  }

  private void heard(SupervisorEvent event) {
    switch (event.kind()) {
      case LOST, DOWN, REFUSED -> {
        if (lostAt == null) {
          lostAt = event.at();
          count.incrementAndGet();
          news.say("the database is away: " + event.detail());
        }
      }
      case RECOVERED -> {
        Instant since = lostAt;
        lostAt = null;
        if (since != null) {
          news.say(
              String.format(
                  Locale.ROOT,
                  "reconnected: the database was away for %.2f s",
                  Duration.between(since, event.at()).toNanos() / 1e9));
        }
      }
      case ATTEMPT_FAILED,
          NOT_PRIMARY,
          REFILLED,
          EVICTED,
          PAUSED,
          RESUMED,
          RESIZED,
          DRAINED,
          CLOSED -> {}
    }
  }

  @Override
  public void close() {
    listening.close();
  }
}
