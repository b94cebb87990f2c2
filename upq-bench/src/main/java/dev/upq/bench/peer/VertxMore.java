// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.peer;

import dev.upq.bench.work.LargeValue;
import dev.upq.bench.work.News;
import dev.upq.bench.work.Offer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** vertx-pg-client with notifications and large values. Thread-safe. */
final class VertxMore {

  private final VertxClient vertx;
  private final PgConnectOptions options;

  VertxMore(VertxClient vertx, PgConnectOptions options) {
    this.vertx = vertx;
    this.options = options;
  }

  /** What one caller waits for. Its count is of the loop's thread. */
  private static final class Awaited {
    private final Promise<Long> promise = Promise.promise();
    private final String prefix;
    private int count;

    Awaited(String prefix) {
      this.prefix = prefix;
    }
  }

  Offer notifyOne() {
    AtomicReference<@Nullable Awaited> awaited = new AtomicReference<>();
    listen(
        payload -> {
          Awaited one = awaited.getAndSet(null);
          if (one != null) {
            one.promise.complete(Long.parseLong(payload));
          }
        });
    return vertx.offer(
        (caller, key) -> {
          Awaited one = new Awaited("");
          awaited.set(one);
          return sent(one, News.ONE, String.valueOf(key));
        });
  }

  Offer notifyStream() {
    AtomicReference<@Nullable Awaited> awaited = new AtomicReference<>();
    listen(
        payload -> {
          Awaited all = awaited.get();
          if (all != null && payload.startsWith(all.prefix) && ++all.count == News.MANY) {
            all.promise.complete((long) News.MANY);
          }
        });
    return vertx.offer(
        (caller, key) -> {
          Awaited all = new Awaited(key + ":");
          awaited.set(all);
          return sent(all, News.STREAM, all.prefix);
        });
  }

  private Future<Long> sent(Awaited awaited, String sql, String parameter) {
    return vertx
        .client()
        .preparedQuery(sql)
        .execute(Tuple.of(parameter))
        .compose(sent -> awaited.promise.future());
  }

  private interface Listener {
    void heard(String payload);
  }

  private void listen(Listener listener) {
    PgConnection connection = PgConnection.connect(vertx.vertx(), options).await();
    connection.notificationHandler(notification -> listener.heard(notification.getPayload()));
    connection.query(News.LISTEN).execute().await();
  }

  Offer largeBytes() {
    byte[] value = LargeValue.bytes();
    return vertx.offer(
        (caller, key) ->
            vertx
                .pool()
                .preparedQuery(LargeValue.BYTES)
                .execute(Tuple.of(Buffer.buffer(value)))
                .map(
                    rows ->
                        LargeValue.answer(value, rows.iterator().next().getBuffer(0).getBytes())));
  }

  Offer largeText() {
    String value = LargeValue.text();
    return vertx.offer(
        (caller, key) ->
            vertx
                .pool()
                .preparedQuery(LargeValue.TEXT)
                .execute(Tuple.of(value))
                .map(rows -> LargeValue.answer(value, rows.iterator().next().getString(0))));
  }
}
