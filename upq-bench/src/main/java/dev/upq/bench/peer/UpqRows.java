// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.peer;

import dev.upq.PgPool;
import dev.upq.bench.work.Fact;
import dev.upq.bench.work.InsertRows;
import dev.upq.bench.work.ManyRows;
import dev.upq.bench.work.Offer;
import dev.upq.connection.BatchMode;
import dev.upq.connection.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** upq with many rows, in and out. Thread-safe. */
final class UpqRows {

  private final PgPool pool;
  private final int rows;

  UpqRows(PgPool pool, int rows) {
    this.pool = pool;
    this.rows = rows;
  }

  Offer insertBatch() {
    return new Offer.Blocking(
        (caller, key) -> {
          List<@Nullable Object[]> batch = new ArrayList<>(InsertRows.ROWS);
          for (InsertRows.Item item : InsertRows.items()) {
            batch.add(new Object[] {item.id(), item.name(), item.amount()});
          }
          return LongStream.of(pool.executeBatch(BatchMode.MULTI_ROW, InsertRows.INSERT, batch))
              .sum();
        });
  }

  Offer insertArrays() {
    Integer[] ids = InsertRows.ids();
    String[] names = InsertRows.names();
    Long[] amounts = InsertRows.amounts();
    return new Offer.Blocking(
        (caller, key) -> pool.execute(InsertRows.INSERT_ARRAYS, ids, names, amounts));
  }

  Offer streamed() {
    return new Offer.Blocking(
        (caller, key) -> {
          long sum = 0;
          try (Rows<Fact> facts = pool.stream(Fact.class, ManyRows.SELECT_ALL)) {
            for (Fact fact : facts) {
              sum += fact.sum();
            }
          }
          return sum;
        });
  }

  Offer atOnce() {
    String sql = ManyRows.selectFirst(Math.min(rows, ManyRows.AT_ONCE));
    return new Offer.Blocking(
        (caller, key) -> {
          long sum = 0;
          for (Fact fact : pool.query(sql).list(Fact.class)) {
            sum += fact.sum();
          }
          return sum;
        });
  }
}
