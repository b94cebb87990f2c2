// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.bytes.ByteWriter;
import dev.upq.channel.Reply;
import dev.upq.fault.PgCanceledException;
import dev.upq.fault.PgServerException;
import dev.upq.row.Column;
import dev.upq.row.Columns;
import dev.upq.row.QueryResult;
import dev.upq.statement.PreparedStatement;
import dev.upq.statement.PreparedStatementRegistry;
import dev.upq.type.PgType;
import dev.upq.type.PgTypeRegistry;
import dev.upq.wire.BindComplete;
import dev.upq.wire.Execute;
import dev.upq.wire.Format;
import dev.upq.wire.Parse;
import dev.upq.wire.ParseComplete;
import dev.upq.wire.Sync;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question of the library's own, whose columns and parameters it knows beforehand. Immutable and
 * thread-safe. It stays prepared nowhere and counts as no use of a statement.
 *
 * <pre>
 * F  Parse  Bind  Execute  Sync
 * B  ParseComplete  BindComplete  DataRow*  CommandComplete | ErrorResponse  ReadyForQuery
 * </pre>
 */
public final class OwnQuery {

  /** Of entries that nobody finds, and that have no names. */
  private static final PreparedStatementRegistry APART = PreparedStatementRegistry.unnamed();

  private static final int ALL_ROWS = 0;

  private final PreparedStatement statement;

  private OwnQuery(PreparedStatement statement) {
    this.statement = statement;
  }

  /**
   * A question whose names are all schema-qualified.
   *
   * @param types knows the types that are named
   * @param parameters the names of the types of its parameters
   * @param columns the names of the types of its columns
   */
  public static OwnQuery of(
      String sql, PgTypeRegistry types, List<String> parameters, List<String> columns) {
    List<Column> row = new ArrayList<>();
    for (String name : columns) {
      row.add(new Column("c" + row.size(), 0, 0, type(types, name), -1, Format.BINARY));
    }
    return new OwnQuery(
        APART
            .apart(sql)
            .described(
                "",
                parameters.stream().map(name -> type(types, name)).toList(),
                new Columns(row),
                true));
  }

  private static PgType type(PgTypeRegistry types, String name) {
    return types.byName(name).orElseThrow();
  }

  /**
   * Asks it. Where it is hit by a cancel request that was meant for another's statement, it is
   * asked again.
   *
   * @throws PgServerException where the server refuses it
   */
  public QueryResult run(Call call, @Nullable Object... arguments) {
    while (true) {
      Reply reply = send(call, arguments);
      try {
        Answer.expect(reply, ParseComplete.class);
        Answer.expect(reply, BindComplete.class);
        return ExtendedQuery.finish(
            reply,
            Portal.read(call, reply, statement.columns(), true, Portal.CopyRefusal.EXTENDED));
      } catch (PgCanceledException canceled) {
        if (!reply.exposed()) {
          throw canceled;
        }
      }
    }
  }

  private Reply send(Call call, @Nullable Object[] arguments) {
    ByteWriter out = new ByteWriter();
    List<Integer> oids = statement.parameters().stream().map(PgType::oid).toList();
    new Parse("", statement.sql(), oids).encode(out);
    Parameters.bind(out, "", statement, arguments);
    new Execute("", ALL_ROWS).encode(out);
    new Sync().encode(out);
    return call.send(out);
  }
}
