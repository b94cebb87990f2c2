// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.bytes.ByteWriter;
import dev.upq.channel.Reply;
import dev.upq.fault.PgException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.Sent;
import dev.upq.row.Column;
import dev.upq.row.Columns;
import dev.upq.statement.PreparedStatement;
import dev.upq.statement.StatementCache;
import dev.upq.type.PgType;
import dev.upq.type.PgTypeRegistry;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.Close;
import dev.upq.wire.CloseComplete;
import dev.upq.wire.Describe;
import dev.upq.wire.ErrorResponse;
import dev.upq.wire.Field;
import dev.upq.wire.Format;
import dev.upq.wire.NoData;
import dev.upq.wire.ParameterDescription;
import dev.upq.wire.Parse;
import dev.upq.wire.ParseComplete;
import dev.upq.wire.RowDescription;
import dev.upq.wire.Sync;
import dev.upq.wire.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * Prepares a statement, and closes those that were pushed out of the cache.
 *
 * <pre>
 * F  Close*  Parse  Describe  Sync
 * B  CloseComplete*  ParseComplete  ParameterDescription  RowDescription | NoData  ReadyForQuery
 * </pre>
 */
public final class Prepare {

  private Prepare() {}

  /**
   * Runs it; the cache knows the statement afterwards.
   *
   * <p>Where it ends early (a deadline, an interrupt), nobody knows what the server has done of it:
   * the names are closed with the next burst, which is no error for a name that does not exist.
   *
   * @throws PgServerException where the server does not take the text
   */
  public static PreparedStatement run(Call call, StatementCache cache, String sql) {
    ByteWriter out = new ByteWriter();
    List<String> closing = cache.takeToClose();
    for (String name : closing) {
      new Close(Target.STATEMENT, name).encode(out);
    }
    String name = cache.nextName();
    new Parse(name, sql, List.of()).encode(out);
    new Describe(Target.STATEMENT, name).encode(out);
    new Sync().encode(out);

    try {
      Reply reply = call.send(out);
      for (int i = 0; i < closing.size(); i++) {
        Answer.expect(reply, CloseComplete.class);
      }
      Answer.expect(reply, ParseComplete.class);
      PreparedStatement statement = described(call, reply, name, sql);
      Answer.ready(reply);
      cache.add(statement);
      return statement;
    } catch (PgServerException refused) {
      throw refused;
    } catch (PgException unfinished) {
      closing.forEach(cache::close);
      if (unfinished.sent() != Sent.NOTHING) {
        cache.close(name);
      }
      throw unfinished;
    }
  }

  private static PreparedStatement described(Call call, Reply reply, String name, String sql) {
    List<PgType> parameters = new ArrayList<>();
    for (int oid : Answer.expect(reply, ParameterDescription.class).typeOids()) {
      parameters.add(call.types().type(oid));
    }
    BackendMessage message = reply.next();
    return switch (message) {
      case NoData none -> new PreparedStatement(name, sql, parameters, Columns.none(), false);
      case RowDescription rows ->
          new PreparedStatement(name, sql, parameters, columns(rows, call.types()), true);
      case ErrorResponse error -> throw Answer.failure(reply, error);
      default -> throw reply.unexpected(message, "where a statement's rows are described");
    };
  }

  /**
   * The columns as they will be asked for: in binary where a codec knows the type, else in text.
   */
  private static Columns columns(RowDescription description, PgTypeRegistry types) {
    List<Column> columns = new ArrayList<>(description.fields().size());
    for (Field field : description.fields()) {
      PgType type = types.type(field.typeOid());
      columns.add(Column.of(field, type, type.binary() ? Format.BINARY : Format.TEXT));
    }
    return new Columns(columns);
  }
}
