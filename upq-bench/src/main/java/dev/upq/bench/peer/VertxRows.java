// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.peer;

import dev.upq.bench.work.Fact;
import dev.upq.bench.work.InsertRows;
import dev.upq.bench.work.ManyRows;
import dev.upq.bench.work.Offer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.RowStream;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** vertx-pg-client with many rows, in and out. Thread-safe. */
final class VertxRows {

  private static final int FETCH_ROWS = 2_000;

  private final VertxClient vertx;
  private final int rows;

  VertxRows(VertxClient vertx, int rows) {
    this.vertx = vertx;
    this.rows = rows;
  }

  /** How many rows a batch changed. */
  static long counts(RowSet<Row> first) {
    long sum = 0;
    for (RowSet<Row> result = first; result != null; result = result.next()) {
      sum += result.rowCount();
    }
    return sum;
  }

  Offer insertBatch() {
    return vertx.offer(
        (caller, key) -> {
          List<Tuple> batch =
              InsertRows.items().stream()
                  .map(item -> Tuple.of(item.id(), item.name(), item.amount()))
                  .toList();
          return vertx
              .pool()
              .preparedQuery(InsertRows.INSERT)
              .executeBatch(batch)
              .map(VertxRows::counts);
        });
  }

  Offer insertArrays() {
    Integer[] ids = InsertRows.ids();
    String[] names = InsertRows.names();
    Long[] amounts = InsertRows.amounts();
    return vertx.offer(
        (caller, key) ->
            vertx
                .client()
                .preparedQuery(InsertRows.INSERT_ARRAYS)
                .execute(Tuple.of(ids, names, amounts))
                .map(result -> (long) result.rowCount()));
  }

  /** A cursor from virtual threads, a row stream on the loop; both need a transaction. */
  Offer streamed() {
    return vertx.onLoop()
        ? vertx.offer((caller, key) -> vertx.pool().getConnection().compose(VertxRows::byStream))
        : new Offer.Blocking((caller, key) -> byCursor());
  }

  private static Future<Long> byStream(SqlConnection connection) {
    return connection
        .begin()
        .compose(
            transaction ->
                connection
                    .prepare(ManyRows.SELECT_ALL)
                    .compose(VertxRows::sumOfStream)
                    .compose(sum -> transaction.commit().map(sum)))
        .eventually(connection::close);
  }

  private static Future<Long> sumOfStream(PreparedStatement statement) {
    Promise<Long> end = Promise.promise();
    AtomicLong sum = new AtomicLong();
    RowStream<Row> stream = statement.createStream(FETCH_ROWS);
    stream
        .exceptionHandler(end::tryFail)
        .endHandler(ended -> end.tryComplete(sum.get()))
        .handler(row -> sum.setPlain(sum.getPlain() + fact(row).sum()));
    return end.future();
  }

  private long byCursor() {
    SqlConnection connection = vertx.pool().getConnection().await();
    try {
      Transaction transaction = connection.begin().await();
      PreparedStatement statement = connection.prepare(ManyRows.SELECT_ALL).await();
      Cursor cursor = statement.cursor();
      long sum = 0;
      // The next rows are asked for before these are worked on.
      Future<RowSet<Row>> next = cursor.read(FETCH_ROWS);
      while (next != null) {
        RowSet<Row> some = next.await();
        next = cursor.hasMore() ? cursor.read(FETCH_ROWS) : null;
        for (Row row : some) {
          sum += fact(row).sum();
        }
      }
      transaction.commit().await();
      return sum;
    } finally {
      connection.close().await();
    }
  }

  /** The rows become facts on the loop as they come, without a set of rows in between. */
  Offer atOnce() {
    String sql = ManyRows.selectFirst(Math.min(rows, ManyRows.AT_ONCE));
    return vertx.offer(
        (caller, key) ->
            vertx
                .pool()
                .preparedQuery(sql)
                .collecting(Collectors.mapping(VertxRows::fact, Collectors.toList()))
                .execute()
                .map(result -> result.value().stream().mapToLong(Fact::sum).sum()));
  }

  private static Fact fact(Row row) {
    return new Fact(
        row.getLong(0),
        row.getInteger(1),
        row.getDouble(2),
        row.getString(3),
        row.getOffsetDateTime(4).toInstant(),
        row.getBigDecimal(5),
        row.getBoolean(6),
        row.getUUID(7));
  }
}
