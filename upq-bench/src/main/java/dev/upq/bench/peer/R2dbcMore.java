// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.peer;

import dev.upq.bench.work.CopyRows;
import dev.upq.bench.work.LargeValue;
import dev.upq.bench.work.News;
import dev.upq.bench.work.Offer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.Notification;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Wrapped;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** r2dbc-postgresql with COPY, notifications and large values. Thread-safe. */
final class R2dbcMore {

  private final R2dbcClient client;
  private final PostgresqlConnectionFactory factory;

  R2dbcMore(R2dbcClient client, PostgresqlConnectionFactory factory) {
    this.client = client;
    this.factory = factory;
  }

  Offer copyIn(int rows) {
    byte[] block = CopyRows.block();
    int blocks = rows / CopyRows.BLOCK_ROWS;
    return client.offer(
        (connection, caller, key) -> {
          Flux<ByteBuf> data = Flux.range(0, blocks).map(i -> Unpooled.wrappedBuffer(block));
          return Flux.from(connection.createStatement(CopyRows.TRUNCATE).execute())
              .concatMap(result -> result.getRowsUpdated())
              .then(unwrapped(connection).copyIn(CopyRows.COPY_IN, data));
        });
  }

  private static PostgresqlConnection unwrapped(Connection connection) {
    Object inner = connection;
    while (inner instanceof Wrapped<?> wrapped && !(inner instanceof PostgresqlConnection)) {
      inner = Objects.requireNonNull(wrapped.unwrap());
    }
    return (PostgresqlConnection) inner;
  }

  Offer notifyOne() {
    Flux<Notification> news = listen();
    return client.offer(
        (connection, caller, key) ->
            arrival(news.next().map(R2dbcMore::number), connection, News.ONE, String.valueOf(key)));
  }

  Offer notifyStream() {
    Flux<Notification> news = listen();
    return client.offer(
        (connection, caller, key) -> {
          String prefix = key + ":";
          Mono<Long> all =
              news.filter(one -> payload(one).startsWith(prefix)).take(News.MANY).count();
          return arrival(all, connection, News.STREAM, prefix);
        });
  }

  private static String payload(Notification one) {
    return Objects.requireNonNull(one.getParameter());
  }

  private static long number(Notification one) {
    return Long.parseLong(payload(one));
  }

  /** Listens first, sends then, and waits for both. */
  private static Mono<Long> arrival(
      Mono<Long> heard, Connection connection, String sql, String parameter) {
    Mono<Long> sent =
        Flux.from(connection.createStatement(sql).bind(0, parameter).execute())
            .concatMap(result -> result.map(row -> 0L))
            .then(Mono.just(0L));
    return Mono.zip(heard, sent, (number, ignored) -> number);
  }

  private Flux<Notification> listen() {
    PostgresqlConnection listener = Objects.requireNonNull(factory.create().block());
    Flux<Notification> news = listener.getNotifications().publish().autoConnect(0);
    listener
        .createStatement(News.LISTEN)
        .execute()
        .concatMap(PostgresqlResult::getRowsUpdated)
        .blockLast();
    return news;
  }

  Offer largeBytes() {
    byte[] value = LargeValue.bytes();
    return client.offer(
        (connection, caller, key) ->
            Mono.from(connection.createStatement(LargeValue.BYTES).bind(0, value).execute())
                .flatMap(
                    result ->
                        Mono.from(
                            result.map(
                                row ->
                                    LargeValue.answer(
                                        value, R2dbcClient.some(row, 0, byte[].class))))));
  }

  Offer largeText() {
    String value = LargeValue.text();
    return client.offer(
        (connection, caller, key) ->
            Mono.from(connection.createStatement(LargeValue.TEXT).bind(0, value).execute())
                .flatMap(
                    result ->
                        Mono.from(
                            result.map(
                                row ->
                                    LargeValue.answer(
                                        value, R2dbcClient.some(row, 0, String.class))))));
  }
}
