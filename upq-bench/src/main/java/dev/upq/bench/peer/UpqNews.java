// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.peer;

import dev.upq.PgPool;
import dev.upq.bench.work.News;
import dev.upq.bench.work.Offer;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.Notifications;
import dev.upq.connection.PgConnection;
import dev.upq.wire.NotificationResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** upq with notifications: a connection listens, the pool sends. One thread makes an offer. */
final class UpqNews implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final PgPool pool;
  private final ConnectionSetup setup;
  private @Nullable PgConnection listener;

  UpqNews(PgPool pool, ConnectionSetup setup) {
    this.pool = pool;
    this.setup = setup;
  }

  Offer one() {
    Notifications news = listen();
    return new Offer.Blocking(
        (caller, key) -> {
          pool.query(News.ONE, String.valueOf(key));
          List<NotificationResponse> come = news.await(PATIENCE);
          return come.size() == 1 ? Long.parseLong(come.getFirst().payload()) : -1;
        });
  }

  Offer stream() {
    Notifications news = listen();
    return new Offer.Blocking(
        (caller, key) -> {
          String prefix = key + ":";
          pool.query(News.STREAM, prefix);
          int count = 0;
          while (count < News.MANY) {
            List<NotificationResponse> come = news.await(PATIENCE);
            if (come.isEmpty()) {
              return -1;
            }
            for (NotificationResponse each : come) {
              count += each.payload().startsWith(prefix) ? 1 : 0;
            }
          }
          return count;
        });
  }

  private Notifications listen() {
    PgConnection connection = new Connector(setup).connect();
    listener = connection;
    connection.query(News.LISTEN);
    return connection.notifications();
  }

  @Override
  public void close() {
    PgConnection open = listener;
    if (open != null) {
      open.close();
    }
  }
}
