// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.peer;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.upq.bench.work.Account;
import dev.upq.bench.work.Client;
import dev.upq.bench.work.Offer;
import dev.upq.bench.work.PointSelect;
import dev.upq.bench.work.Request;
import dev.upq.bench.work.Sql;
import dev.upq.bench.work.Target;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * pgjdbc with HikariCP, called from virtual threads. Thread-safe.
 *
 * <p>Statements are prepared on the server at once, batches are rewritten, values come in binary.
 * Several statements leave as one text, under one Sync: that is its pipeline.
 */
final class PgjdbcClient implements Client {

  private static final String SELECT = Sql.jdbc(PointSelect.SELECT);
  private static final String SELECTS = Sql.repeated(SELECT, Request.SIZE);
  private static final String SELECTS_AND_UPDATES =
      SELECTS + ";" + Sql.repeated(Sql.jdbc(Request.UPDATE), Request.SIZE);

  private final HikariDataSource pool;
  private final PgjdbcRows rows;
  private final PgjdbcMore more;

  PgjdbcClient(Target target) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(PgjdbcSource.of(target));
    config.setMaximumPoolSize(target.connections());
    config.setMinimumIdle(target.connections());
    config.setConnectionTimeout(60_000);
    pool = new HikariDataSource(config);
    rows = new PgjdbcRows(pool, target.rows());
    more = new PgjdbcMore(pool, PgjdbcSource.of(target));
  }

  @Override
  public String setup() {
    return "pgjdbc and HikariCP, " + pool.getMaximumPoolSize() + " connections, virtual threads";
  }

  @Override
  public Offer pointSelect() {
    return new Offer.Blocking(
        (caller, key) -> {
          try (Connection connection = pool.getConnection();
              PreparedStatement select = connection.prepareStatement(SELECT)) {
            select.setInt(1, key);
            try (ResultSet result = select.executeQuery()) {
              return account(result).sum();
            }
          }
        });
  }

  private static Account account(ResultSet result) throws SQLException {
    if (!result.next()) {
      throw new SQLException("no row");
    }
    return new Account(result.getInt(1), result.getString(2), result.getLong(3));
  }

  @Override
  public Offer selects() {
    return new Offer.Blocking(
        (caller, key) -> {
          try (Connection connection = pool.getConnection();
              PreparedStatement statement = connection.prepareStatement(SELECTS)) {
            setIds(statement, key);
            statement.execute();
            return sum(statement);
          }
        });
  }

  @Override
  public Offer selectsAndUpdates() {
    return new Offer.Blocking(
        (caller, key) -> {
          try (Connection connection = pool.getConnection();
              PreparedStatement statement = connection.prepareStatement(SELECTS_AND_UPDATES)) {
            setIds(statement, key);
            for (int i = 0; i < Request.SIZE; i++) {
              statement.setInt(Request.SIZE + i + 1, Request.own(caller, key, i));
            }
            statement.execute();
            long sum = sum(statement);
            for (int i = 0; i < Request.SIZE; i++) {
              sum += statement.getUpdateCount();
              statement.getMoreResults();
            }
            return sum;
          }
        });
  }

  private static void setIds(PreparedStatement statement, int key) throws SQLException {
    for (int i = 0; i < Request.SIZE; i++) {
      statement.setInt(i + 1, Request.id(key, i));
    }
  }

  private static long sum(PreparedStatement statement) throws SQLException {
    long sum = 0;
    for (int i = 0; i < Request.SIZE; i++) {
      try (ResultSet result = statement.getResultSet()) {
        sum += account(result).sum();
      }
      statement.getMoreResults();
    }
    return sum;
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
    return more.copyOut();
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
    return new Offer.Blocking(
        (caller, key) -> {
          try (Connection connection = pool.getConnection()) {
            if (yields) {
              Turn.pass();
            }
            return connection.isClosed() ? 0 : 1;
          }
        });
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
    pool.close();
  }
}
