// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.bytes.ByteWriter;
import dev.upq.channel.Reply;
import dev.upq.fault.PgException;
import dev.upq.row.Column;
import dev.upq.row.Columns;
import dev.upq.row.QueryResult;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.CommandComplete;
import dev.upq.wire.DataRow;
import dev.upq.wire.EmptyQueryResponse;
import dev.upq.wire.ErrorResponse;
import dev.upq.wire.Field;
import dev.upq.wire.Query;
import dev.upq.wire.ReadyForQuery;
import dev.upq.wire.RowDescription;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs a text of one or more statements, without parameters. Values come as text. Sent by one
 * thread, read by one.
 *
 * <pre>
 * F  Query
 * B  ( RowDescription DataRow* CommandComplete | CommandComplete | EmptyQueryResponse )*  ErrorResponse?
 *    ReadyForQuery
 * </pre>
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/18/protocol-flow.html#PROTOCOL-FLOW-SIMPLE-QUERY">Simple
 *     query</a>
 */
public final class SimpleQuery {

  private final Call call;
  private final Reply reply;
  private final List<QueryResult> results = new ArrayList<>();
  private @Nullable PgException failure;

  private SimpleQuery(Call call, Reply reply) {
    this.call = call;
    this.reply = reply;
  }

  /**
   * One result a statement.
   *
   * @throws PgException where one fails; what came before it in the same text was rolled back with
   *     it, unless the text itself had committed it
   */
  public static List<QueryResult> run(Call call, String sql) {
    ByteWriter out = new ByteWriter();
    new Query(sql).encode(out);
    return new SimpleQuery(call, call.send(out)).read();
  }

  /**
   * Sends it without waiting for anything; another thread may {@link #read} it.
   *
   * @return null where nothing can be sent at the moment; nothing was
   * @throws PgException where the connection is over
   */
  public static @Nullable SimpleQuery trySend(Call call, String sql) {
    ByteWriter out = new ByteWriter();
    new Query(sql).encode(out);
    Reply sent = call.channel().trySend(out, call.deadline(), call.interruptible());
    return sent == null ? null : new SimpleQuery(call, sent);
  }

  /** Reads what has come of it, once; as {@link #run}. */
  public List<QueryResult> read() {
    boolean more = true;
    while (more) {
      more = statement();
    }
    if (failure != null) {
      throw failure;
    }
    return results;
  }

  /** Reads one statement's part; false after ReadyForQuery. */
  private boolean statement() {
    BackendMessage message = reply.next();
    switch (message) {
      case RowDescription description ->
          take(Portal.read(call, reply, columns(description), true, Portal.CopyRefusal.SIMPLE));
      case CommandComplete complete ->
          results.add(new QueryResult(Columns.none(), List.of(), complete.tag(), call.mapping()));
      case EmptyQueryResponse empty ->
          results.add(new QueryResult(Columns.none(), List.of(), "", call.mapping()));
      case ErrorResponse error -> throw Answer.failure(reply, error);
      case ReadyForQuery ready -> {
        if (results.isEmpty() && failure == null) {
          throw reply.violation("the answer of a simple query holds no result");
        }
        return false;
      }
      case DataRow row -> throw reply.unexpected(message, "before its description");
      default -> take(Portal.copy(call, reply, message, Portal.CopyRefusal.SIMPLE));
    }
    return true;
  }

  private void take(Portal.End end) {
    switch (end) {
      case Portal.End.Done done -> results.add(done.result());
      case Portal.End.Suspended suspended -> throw reply.violation("a simple query was suspended");
      case Portal.End.Failed failed -> {
        Answer.end(reply, failed.failure());
        throw failed.failure();
      }
      case Portal.End.Refused refused -> {
        if (failure == null) {
          failure = refused.why();
        }
      }
    }
  }

  private Columns columns(RowDescription description) {
    List<Column> columns = new ArrayList<>();
    for (Field field : description.fields()) {
      columns.add(Column.of(field, call.types().type(field.typeOid()), field.format()));
    }
    return new Columns(columns);
  }
}
