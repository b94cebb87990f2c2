// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.peer;

import dev.upq.bench.work.CopyRows;
import dev.upq.bench.work.LargeValue;
import dev.upq.bench.work.News;
import dev.upq.bench.work.Offer;
import dev.upq.bench.work.Sql;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.copy.CopyIn;

/** pgjdbc with COPY, notifications and large values. Thread-safe. */
final class PgjdbcMore {

  private static final String NOTIFY = Sql.jdbc(News.ONE);
  private static final String NOTIFY_STREAM = Sql.jdbc(News.STREAM);
  private static final int PATIENCE_MILLIS = 10_000;

  private final DataSource pool;
  private final DataSource direct;

  PgjdbcMore(DataSource pool, DataSource direct) {
    this.pool = pool;
    this.direct = direct;
  }

  Offer copyIn(int rows) {
    byte[] block = CopyRows.block();
    return new Offer.Blocking(
        (caller, key) -> {
          try (Connection connection = pool.getConnection()) {
            execute(connection, CopyRows.TRUNCATE);
            CopyIn copy =
                connection.unwrap(PGConnection.class).getCopyAPI().copyIn(CopyRows.COPY_IN);
            for (int sent = 0; sent < rows; sent += CopyRows.BLOCK_ROWS) {
              copy.writeToCopy(block, 0, block.length);
            }
            return copy.endCopy();
          }
        });
  }

  Offer copyOut() {
    return new Offer.Blocking(
        (caller, key) -> {
          try (Connection connection = pool.getConnection()) {
            return connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut(CopyRows.COPY_OUT, OutputStream.nullOutputStream());
          }
        });
  }

  /** The caller itself waits on the listening connection: no hand-over between threads. */
  Offer notifyOne() {
    Connection listener = listener();
    return new Offer.Blocking(
        (caller, key) -> {
          send(NOTIFY, String.valueOf(key));
          PGNotification[] news = take(listener);
          return news.length == 1 ? Long.parseLong(news[0].getParameter()) : -1;
        });
  }

  Offer notifyStream() {
    Connection listener = listener();
    return new Offer.Blocking(
        (caller, key) -> {
          String prefix = key + ":";
          send(NOTIFY_STREAM, prefix);
          int count = 0;
          while (count < News.MANY) {
            PGNotification[] news = take(listener);
            if (news.length == 0) {
              return -1;
            }
            for (PGNotification one : news) {
              count += one.getParameter().startsWith(prefix) ? 1 : 0;
            }
          }
          return count;
        });
  }

  private Connection listener() {
    try {
      Connection connection = direct.getConnection();
      execute(connection, News.LISTEN);
      return connection;
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private void send(String sql, String parameter) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement notify = connection.prepareStatement(sql)) {
      notify.setString(1, parameter);
      notify.execute();
    }
  }

  private static PGNotification[] take(Connection listener) throws SQLException {
    PGNotification[] news = listener.unwrap(PGConnection.class).getNotifications(PATIENCE_MILLIS);
    return news == null ? new PGNotification[0] : news;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  Offer largeBytes() {
    byte[] value = LargeValue.bytes();
    String sql = Sql.jdbc(LargeValue.BYTES);
    return new Offer.Blocking(
        (caller, key) -> {
          try (Connection connection = pool.getConnection();
              PreparedStatement select = connection.prepareStatement(sql)) {
            select.setBytes(1, value);
            try (ResultSet result = select.executeQuery()) {
              return result.next() ? LargeValue.answer(value, result.getBytes(1)) : -1;
            }
          }
        });
  }

  Offer largeText() {
    String value = LargeValue.text();
    String sql = Sql.jdbc(LargeValue.TEXT);
    return new Offer.Blocking(
        (caller, key) -> {
          try (Connection connection = pool.getConnection();
              PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, value);
            try (ResultSet result = select.executeQuery()) {
              return result.next() ? LargeValue.answer(value, result.getString(1)) : -1;
            }
          }
        });
  }
}
