// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.peer;

import dev.upq.PgPool;
import dev.upq.bench.work.News;
import dev.upq.bench.work.Offer;
import dev.upq.notify.Event;
import dev.upq.notify.Notification;
import dev.upq.notify.NotificationStream;
import dev.upq.notify.PgChannelDispatcher;
import dev.upq.notify.SubscriptionOptions;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** upq with notifications: a dispatcher listens, the pool sends. One thread makes an offer. */
final class UpqNews implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long ROOM_BYTES = 64L << 20;

  private final PgPool pool;
  private @Nullable PgChannelDispatcher bus;

  UpqNews(PgPool pool) {
    this.pool = pool;
  }

  Offer one() {
    NotificationStream news = listen();
    return new Offer.Blocking(
        (caller, key) -> {
          pool.query(News.ONE, String.valueOf(key));
          return payload(news).map(Long::parseLong).orElse(-1L);
        });
  }

  Offer stream() {
    NotificationStream news = listen();
    return new Offer.Blocking(
        (caller, key) -> {
          String prefix = key + ":";
          pool.query(News.STREAM, prefix);
          int count = 0;
          while (count < News.MANY) {
            Optional<String> payload = payload(news);
            if (payload.isEmpty()) {
              return -1;
            }
            count += payload.get().startsWith(prefix) ? 1 : 0;
          }
          return count;
        });
  }

  /** Of the next notification; empty where none comes, or something has been lost. */
  private static Optional<String> payload(NotificationStream news) {
    Optional<Event> next = news.next(PATIENCE);
    return next.isPresent() && next.get() instanceof Notification it
        ? Optional.of(it.payload())
        : Optional.empty();
  }

  private NotificationStream listen() {
    PgChannelDispatcher its = PgChannelDispatcher.open(pool);
    bus = its;
    NotificationStream news =
        its.listen(
            News.CHANNEL, SubscriptionOptions.standard().withQueue(2 * News.MANY, ROOM_BYTES));
    if (news.next(PATIENCE).isEmpty()) {
      throw new IllegalStateException("LISTEN was not committed in time");
    }
    return news;
  }

  @Override
  public void close() {
    PgChannelDispatcher open = bus;
    if (open != null) {
      open.close();
    }
  }
}
