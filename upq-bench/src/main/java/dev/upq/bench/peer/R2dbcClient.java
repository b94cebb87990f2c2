// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.peer;

import dev.upq.bench.work.Account;
import dev.upq.bench.work.Client;
import dev.upq.bench.work.Offer;
import dev.upq.bench.work.PointSelect;
import dev.upq.bench.work.Request;
import dev.upq.bench.work.Target;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.client.SSLMode;
import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import java.util.Objects;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * r2dbc-postgresql with r2dbc-pool, natively. Thread-safe.
 *
 * <p>One loop thread, values in binary. Several statements leave together as a batch, whose values
 * are literals in the text: it has no pipeline of prepared statements.
 */
final class R2dbcClient implements Client {

  private final LoopResources loop;
  private final PostgresqlConnectionFactory factory;
  private final ConnectionPool pool;
  private final R2dbcRows rows;
  private final R2dbcMore more;
  private final int connections;

  R2dbcClient(Target target) {
    connections = target.connections();
    loop = LoopResources.create("r2dbc", 1, true);
    factory =
        new PostgresqlConnectionFactory(
            PostgresqlConnectionConfiguration.builder()
                .host(target.host())
                .port(target.port())
                .database(target.database())
                .username(target.user())
                .password(target.password())
                .sslMode(SSLMode.DISABLE)
                .forceBinary(true)
                .tcpNoDelay(true)
                .loopResources(loop)
                .build());
    pool =
        new ConnectionPool(
            ConnectionPoolConfiguration.builder(factory)
                .initialSize(connections)
                .maxSize(connections)
                .build());
    rows = new R2dbcRows(this, target.rows());
    more = new R2dbcMore(this, factory);
  }

  @Override
  public String setup() {
    return "r2dbc-postgresql and r2dbc-pool, " + connections + " connections, one loop";
  }

  /** A piece of work on a borrowed connection. */
  interface Work {
    Mono<Long> run(Connection connection, int caller, int key);
  }

  Offer offer(Work work) {
    return new Offer.Chained(
        Runnable::run,
        (caller, key, done) ->
            borrowed(connection -> work.run(connection, caller, key))
                .subscribe(answer -> done.done(answer, null), failed -> done.done(-1, failed)));
  }

  Mono<Long> borrowed(Function<Connection, Mono<Long>> work) {
    return Mono.usingWhen(pool.create(), work, Connection::close);
  }

  static <T> T some(Readable row, int column, Class<T> type) {
    return Objects.requireNonNull(row.get(column, type));
  }

  private static long account(Readable row) {
    return new Account(
            some(row, 0, Integer.class), some(row, 1, String.class), some(row, 2, Long.class))
        .sum();
  }

  @Override
  public Offer pointSelect() {
    return offer(
        (connection, caller, key) ->
            Mono.from(connection.createStatement(PointSelect.SELECT).bind(0, key).execute())
                .flatMap(result -> Mono.from(result.map(R2dbcClient::account))));
  }

  @Override
  public Offer selects() {
    return offer(
        (connection, caller, key) ->
            Flux.from(selects(connection, key).execute())
                .concatMap(result -> result.map(R2dbcClient::account))
                .reduce(0L, Long::sum));
  }

  @Override
  public Offer selectsAndUpdates() {
    return offer(
        (connection, caller, key) -> {
          Batch batch = selects(connection, key);
          for (int i = 0; i < Request.SIZE; i++) {
            int own = Request.own(caller, key, i);
            batch.add(Request.UPDATE.replace("$1", String.valueOf(own)));
          }
          return Flux.from(batch.execute())
              .index()
              .concatMap(
                  nth ->
                      nth.getT1() < Request.SIZE
                          ? nth.getT2().map(R2dbcClient::account)
                          : nth.getT2().getRowsUpdated())
              .reduce(0L, Long::sum);
        });
  }

  private static Batch selects(Connection connection, int key) {
    Batch batch = connection.createBatch();
    for (int i = 0; i < Request.SIZE; i++) {
      batch.add(PointSelect.SELECT.replace("$1", String.valueOf(Request.id(key, i))));
    }
    return batch;
  }

  @Override
  public Offer insertBatch() {
    return rows.insertBatch();
  }

  @Override
  public Offer insertArrays() {
    return rows.insertArrays();
  }

  @Override
  public Offer rowsStreamed() {
    return rows.streamed();
  }

  @Override
  public Offer rowsAtOnce() {
    return rows.atOnce();
  }

  @Override
  public Offer copyIn() {
    return more.copyIn(rows.count());
  }

  @Override
  public Offer copyOut() {
    return Offer.notOffered("r2dbc-postgresql has no COPY out");
  }

  @Override
  public Offer notifyOne() {
    return more.notifyOne();
  }

  @Override
  public Offer notifyStream() {
    return more.notifyStream();
  }

  @Override
  public Offer borrow(boolean yields) {
    return yields
        ? Offer.notOffered("callbacks on a loop have nobody to yield to")
        : offer((connection, caller, key) -> Mono.just(1L));
  }

  @Override
  public Offer largeBytes() {
    return more.largeBytes();
  }

  @Override
  public Offer largeText() {
    return more.largeText();
  }

  @Override
  public void close() {
    pool.dispose();
    loop.dispose();
  }
}
