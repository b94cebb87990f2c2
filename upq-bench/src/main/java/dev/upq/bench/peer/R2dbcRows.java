// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.peer;

import dev.upq.bench.work.Fact;
import dev.upq.bench.work.InsertRows;
import dev.upq.bench.work.ManyRows;
import dev.upq.bench.work.Offer;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** r2dbc-postgresql with many rows, in and out. Thread-safe. */
final class R2dbcRows {

  private static final int FETCH_ROWS = 2_000;

  private final R2dbcClient client;
  private final int rows;

  R2dbcRows(R2dbcClient client, int rows) {
    this.client = client;
    this.rows = rows;
  }

  int count() {
    return rows;
  }

  Offer insertBatch() {
    return client.offer(
        (connection, caller, key) -> {
          Statement insert = connection.createStatement(InsertRows.INSERT);
          boolean first = true;
          for (InsertRows.Item item : InsertRows.items()) {
            if (!first) {
              insert.add();
            }
            first = false;
            insert.bind(0, item.id()).bind(1, item.name()).bind(2, item.amount());
          }
          return Flux.from(insert.execute())
              .concatMap(Result::getRowsUpdated)
              .reduce(0L, Long::sum);
        });
  }

  Offer insertArrays() {
    Integer[] ids = InsertRows.ids();
    String[] names = InsertRows.names();
    Long[] amounts = InsertRows.amounts();
    return client.offer(
        (connection, caller, key) ->
            Mono.from(
                    connection
                        .createStatement(InsertRows.INSERT_ARRAYS)
                        .bind(0, ids)
                        .bind(1, names)
                        .bind(2, amounts)
                        .execute())
                .flatMap(result -> Mono.from(result.getRowsUpdated())));
  }

  Offer streamed() {
    return client.offer(
        (connection, caller, key) ->
            Flux.from(
                    connection.createStatement(ManyRows.SELECT_ALL).fetchSize(FETCH_ROWS).execute())
                .concatMap(result -> result.map(row -> fact(row).sum()))
                .reduce(0L, Long::sum));
  }

  Offer atOnce() {
    String sql = ManyRows.selectFirst(Math.min(rows, ManyRows.AT_ONCE));
    return client.offer(
        (connection, caller, key) ->
            Flux.from(connection.createStatement(sql).execute())
                .concatMap(result -> result.map(R2dbcRows::fact))
                .collectList()
                .map(facts -> facts.stream().mapToLong(Fact::sum).sum()));
  }

  private static Fact fact(Readable row) {
    return new Fact(
        R2dbcClient.some(row, 0, Long.class),
        R2dbcClient.some(row, 1, Integer.class),
        R2dbcClient.some(row, 2, Double.class),
        R2dbcClient.some(row, 3, String.class),
        R2dbcClient.some(row, 4, OffsetDateTime.class).toInstant(),
        R2dbcClient.some(row, 5, BigDecimal.class),
        R2dbcClient.some(row, 6, Boolean.class),
        R2dbcClient.some(row, 7, UUID.class));
  }
}
