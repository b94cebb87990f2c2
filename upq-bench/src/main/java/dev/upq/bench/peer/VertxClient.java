// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.peer;

import dev.upq.bench.work.Account;
import dev.upq.bench.work.Client;
import dev.upq.bench.work.Offer;
import dev.upq.bench.work.PointSelect;
import dev.upq.bench.work.Request;
import dev.upq.bench.work.Target;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * vertx-pg-client, called from virtual threads or on its own event loop. Thread-safe.
 *
 * <p>One event loop, prepared statements cached, 256 statements under way a connection. One-shots
 * go through the pipelined client, which shares its connections between callers. On the loop its
 * transport is io_uring where the system has it; from virtual threads epoll is faster.
 */
final class VertxClient implements Client {

  private static final int PIPELINE = 256;

  private final boolean onLoop;
  private final Transport transport;
  private final Vertx vertx;
  private final Context context;
  private final Pool pool;
  private final SqlClient client;
  private final VertxRows rows;
  private final VertxMore more;
  private final int connections;

  VertxClient(Target target, boolean onLoop) {
    this.onLoop = onLoop;
    this.connections = target.connections();
    transport = transport(onLoop);
    vertx =
        Vertx.builder()
            .with(
                new VertxOptions()
                    .setEventLoopPoolSize(1)
                    // A loop that is busy for a whole round is no mistake here.
                    .setBlockedThreadCheckInterval(Duration.ofHours(1).toMillis()))
            .withTransport(transport)
            .build();
    context = vertx.getOrCreateContext();
    PoolOptions options =
        new PoolOptions().setMaxSize(connections).setEventLoopSize(1).setMaxWaitQueueSize(-1);
    pool = PgBuilder.pool().with(options).connectingTo(options(target)).using(vertx).build();
    client = PgBuilder.client().with(options).connectingTo(options(target)).using(vertx).build();
    rows = new VertxRows(this, target.rows());
    more = new VertxMore(this, options(target));
  }

  static PgConnectOptions options(Target target) {
    return new PgConnectOptions()
        .setHost(target.host())
        .setPort(target.port())
        .setDatabase(target.database())
        .setUser(target.user())
        .setPassword(target.password())
        .setSslMode(SslMode.DISABLE)
        .setPipeliningLimit(PIPELINE)
        .setCachePreparedStatements(true);
  }

  private static Transport transport(boolean onLoop) {
    Transport uring = Transport.IO_URING;
    Transport epoll = Transport.EPOLL;
    if (onLoop && uring != null && uring.available()) {
      return uring;
    }
    return epoll != null && epoll.available() ? epoll : Transport.NIO;
  }

  @Override
  public String setup() {
    return "vertx-pg-client, "
        + connections
        + " connections, one event loop, "
        + transport.name()
        + (onLoop ? ", called on the loop" : ", virtual threads");
  }

  /** A future-making piece of work, done on the loop or from virtual threads. */
  interface Work {
    Future<Long> run(int caller, int key);
  }

  Offer offer(Work work) {
    return onLoop
        ? new Offer.Chained(
            task -> context.runOnContext(ignored -> task.run()),
            (caller, key, done) -> work.run(caller, key).onComplete(done::accept))
        : new Offer.Blocking((caller, key) -> work.run(caller, key).await());
  }

  boolean onLoop() {
    return onLoop;
  }

  Pool pool() {
    return pool;
  }

  SqlClient client() {
    return client;
  }

  Vertx vertx() {
    return vertx;
  }

  private static Account account(Row row) {
    return new Account(row.getInteger(0), row.getString(1), row.getLong(2));
  }

  @Override
  public Offer pointSelect() {
    return offer(
        (caller, key) ->
            client
                .preparedQuery(PointSelect.SELECT)
                .execute(Tuple.of(key))
                .map(rows -> account(rows.iterator().next()).sum()));
  }

  @Override
  public Offer selects() {
    return offer((caller, key) -> selects(client, key));
  }

  private static Future<Long> selects(SqlClient client, int key) {
    List<Tuple> ids = new ArrayList<>(Request.SIZE);
    for (int i = 0; i < Request.SIZE; i++) {
      ids.add(Tuple.of(Request.id(key, i)));
    }
    return client.preparedQuery(PointSelect.SELECT).executeBatch(ids).map(VertxClient::sum);
  }

  private static long sum(RowSet<Row> first) {
    long sum = 0;
    for (RowSet<Row> rows = first; rows != null; rows = rows.next()) {
      sum += account(rows.iterator().next()).sum();
    }
    return sum;
  }

  /** Both batches are under way at once. */
  @Override
  public Offer selectsAndUpdates() {
    return offer(
        (caller, key) -> {
          List<Tuple> own = new ArrayList<>(Request.SIZE);
          for (int i = 0; i < Request.SIZE; i++) {
            own.add(Tuple.of(Request.own(caller, key, i)));
          }
          Future<Long> selects = selects(client, key);
          Future<Long> updates =
              client.preparedQuery(Request.UPDATE).executeBatch(own).map(VertxRows::counts);
          return Future.all(selects, updates).map(both -> selects.result() + updates.result());
        });
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
    return Offer.notOffered("vertx-pg-client has no COPY");
  }

  @Override
  public Offer copyOut() {
    return Offer.notOffered("vertx-pg-client has no COPY");
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
    if (onLoop && yields) {
      return Offer.notOffered("callbacks on a loop have nobody to yield to");
    }
    return offer(
        (caller, key) ->
            pool.getConnection()
                .compose(
                    connection -> {
                      if (yields) {
                        Turn.pass();
                      }
                      return connection.close().map(1L);
                    }));
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
    vertx.close().await();
  }
}
