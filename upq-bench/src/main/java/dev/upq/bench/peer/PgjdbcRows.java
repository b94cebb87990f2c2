// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.peer;

import dev.upq.bench.work.Fact;
import dev.upq.bench.work.InsertRows;
import dev.upq.bench.work.ManyRows;
import dev.upq.bench.work.Offer;
import dev.upq.bench.work.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** pgjdbc with many rows, in and out. Thread-safe. */
final class PgjdbcRows {

  private static final String INSERT = Sql.jdbc(InsertRows.INSERT);
  private static final String INSERT_ARRAYS = Sql.jdbc(InsertRows.INSERT_ARRAYS);
  private static final int FETCH_ROWS = 2_000;

  private final DataSource pool;
  private final int rows;

  PgjdbcRows(DataSource pool, int rows) {
    this.pool = pool;
    this.rows = rows;
  }

  int count() {
    return rows;
  }

  Offer insertBatch() {
    return new Offer.Blocking(
        (caller, key) -> {
          try (Connection connection = pool.getConnection();
              PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (InsertRows.Item item : InsertRows.items()) {
              insert.setInt(1, item.id());
              insert.setString(2, item.name());
              insert.setLong(3, item.amount());
              insert.addBatch();
            }
            return inserted(insert.executeBatch());
          }
        });
  }

  /** A rewritten insert does not know its counts: it says that it succeeded. */
  private static long inserted(int[] counts) {
    long inserted = 0;
    for (int count : counts) {
      inserted += count == PreparedStatement.SUCCESS_NO_INFO ? 1 : count;
    }
    return inserted;
  }

  Offer insertArrays() {
    Integer[] ids = InsertRows.ids();
    String[] names = InsertRows.names();
    Long[] amounts = InsertRows.amounts();
    return new Offer.Blocking(
        (caller, key) -> {
          try (Connection connection = pool.getConnection();
              PreparedStatement insert = connection.prepareStatement(INSERT_ARRAYS)) {
            insert.setArray(1, connection.createArrayOf("int4", ids));
            insert.setArray(2, connection.createArrayOf("text", names));
            insert.setArray(3, connection.createArrayOf("int8", amounts));
            return insert.executeUpdate();
          }
        });
  }

  Offer streamed() {
    return new Offer.Blocking(
        (caller, key) -> {
          try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            long sum = 0;
            try (PreparedStatement select = connection.prepareStatement(ManyRows.SELECT_ALL)) {
              select.setFetchSize(FETCH_ROWS);
              try (ResultSet result = select.executeQuery()) {
                while (result.next()) {
                  sum += fact(result).sum();
                }
              }
            }
            connection.commit();
            connection.setAutoCommit(true);
            return sum;
          }
        });
  }

  Offer atOnce() {
    String sql = ManyRows.selectFirst(Math.min(rows, ManyRows.AT_ONCE));
    return new Offer.Blocking(
        (caller, key) -> {
          List<Fact> facts = new ArrayList<>();
          try (Connection connection = pool.getConnection();
              PreparedStatement select = connection.prepareStatement(sql);
              ResultSet result = select.executeQuery()) {
            while (result.next()) {
              facts.add(fact(result));
            }
          }
          long sum = 0;
          for (Fact fact : facts) {
            sum += fact.sum();
          }
          return sum;
        });
  }

  private static Fact fact(ResultSet row) throws SQLException {
    return new Fact(
        row.getLong(1),
        row.getInt(2),
        row.getDouble(3),
        row.getString(4),
        row.getObject(5, OffsetDateTime.class).toInstant(),
        row.getBigDecimal(6),
        row.getBoolean(7),
        row.getObject(8, UUID.class));
  }
}
