// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.exchange.Call;
import dev.upq.fault.PgException;
import dev.upq.probe.Execution.Way;
import dev.upq.row.Columns;
import dev.upq.row.RowMapper;
import dev.upq.wire.TransactionStatus;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Opens the rows of one connection. Of the thread whose turn it is there. */
final class RowsSource {

  private final PgConnection connection;
  private final int fetchBytes;
  private long lastPortal;

  RowsSource(PgConnection connection, int fetchBytes) {
    this.connection = connection;
    this.fetchBytes = fetchBytes;
  }

  <T> Rows<T> open(
      Call call,
      String sql,
      Function<Columns, RowMapper<T>> mapping,
      @Nullable Object[] arguments) {
    Executed told = connection.teller().begun(sql, Way.STREAM);
    try {
      return connection
          .statements()
          .execute(
              call,
              sql,
              arguments,
              prepared ->
                  Rows.open(
                      connection, call, told, prepared, mapping, arguments, portal(), fetchBytes));
    } catch (PgException failed) {
      told.end(failed);
      throw failed;
    }
  }

  /**
   * The name of a portal that stays open from one Sync to the next; empty outside a transaction,
   * where none can.
   */
  private String portal() {
    return connection.status() == TransactionStatus.IN_TRANSACTION ? "upq_p" + ++lastPortal : "";
  }
}
