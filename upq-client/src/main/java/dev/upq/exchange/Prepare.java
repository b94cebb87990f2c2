// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.bytes.ByteWriter;
import dev.upq.channel.Reply;
import dev.upq.fault.PgCanceledException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.Sent;
import dev.upq.row.Columns;
import dev.upq.statement.PreparedStatement;
import dev.upq.statement.RegisteredStatement;
import dev.upq.type.PgTypeRegistry;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.Close;
import dev.upq.wire.CloseComplete;
import dev.upq.wire.Describe;
import dev.upq.wire.ErrorResponse;
import dev.upq.wire.Field;
import dev.upq.wire.NoData;
import dev.upq.wire.ParameterDescription;
import dev.upq.wire.Parse;
import dev.upq.wire.ParseComplete;
import dev.upq.wire.RowDescription;
import dev.upq.wire.Sync;
import dev.upq.wire.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Has a text described that nobody in the runtime knows yet, and closes what was pushed out.
 * Confined to the caller's thread.
 *
 * <pre>
 * F  Close*  Parse  Describe  Sync
 * B  CloseComplete*  ParseComplete  ParameterDescription  RowDescription | NoData  ReadyForQuery
 * </pre>
 */
public final class Prepare {

  private final Call call;
  private final RegisteredStatement text;
  private final String name;
  private List<String> closing = List.of();

  private Prepare(Call call, RegisteredStatement text) {
    this.call = call;
    this.text = text;
    this.name = text.nextName();
  }

  /**
   * Runs it; the text is described and the session holds it afterwards.
   *
   * <p>Where it ends early (a deadline, an interrupt), nobody knows what the server has done of it:
   * the names are closed with the next burst, which is no error for a name that does not exist.
   *
   * @throws PgServerException where the server does not take the text
   */
  public static PreparedStatement run(Call call, RegisteredStatement text) {
    PreparedStatement described = null;
    while (described == null) {
      described = new Prepare(call, text).run();
    }
    return described;
  }

  /** Null where it was hit by a cancel request that was meant for another's statement. */
  private @Nullable PreparedStatement run() {
    Reply reply = null;
    try {
      reply = trySend();
      while (reply == null) {
        call.channel().awaitTurn(call.deadline(), call.interruptible());
        reply = trySend();
      }
      return read(reply);
    } catch (PgCanceledException canceled) {
      if (reply == null || !reply.exposed()) {
        throw canceled;
      }
      if (!name.isEmpty()) {
        call.held().close(List.of(name));
      }
      return null;
    } catch (PgServerException refused) {
      throw refused;
    } catch (PgException unfinished) {
      List<String> names = new ArrayList<>(closing);
      if (unfinished.sent() != Sent.NOTHING && !name.isEmpty()) {
        names.add(name);
      }
      call.held().close(names);
      throw unfinished;
    }
  }

  private @Nullable Reply trySend() {
    call.held().order().lock();
    try {
      closing = call.held().claimClosing();
      ByteWriter out = new ByteWriter();
      for (String each : closing) {
        new Close(Target.STATEMENT, each).encode(out);
      }
      new Parse(name, text.sql(), text.namedTypes()).encode(out);
      new Describe(Target.STATEMENT, name).encode(out);
      new Sync().encode(out);
      Reply reply = call.channel().trySend(out, call.deadline(), call.interruptible());
      if (reply == null) {
        call.held().close(closing);
        closing = List.of();
      }
      return reply;
    } finally {
      call.held().order().unlock();
    }
  }

  private PreparedStatement read(Reply reply) {
    for (int i = 0; i < closing.size(); i++) {
      Answer.expect(reply, CloseComplete.class);
    }
    Answer.expect(reply, ParseComplete.class);
    List<Integer> parameters = Answer.expect(reply, ParameterDescription.class).typeOids();
    BackendMessage message = reply.next();
    if (message instanceof ErrorResponse error) {
      throw Answer.failure(reply, error);
    } else if (!(message instanceof RowDescription) && !(message instanceof NoData)) {
      throw reply.unexpected(message, "where a statement's rows are described");
    }
    Answer.ready(reply);
    return described(parameters, message instanceof RowDescription rows ? rows : null);
  }

  /** The conversation is over, and the connection quiet: types that nobody knows are asked for. */
  private PreparedStatement described(
      List<Integer> parameters, @Nullable RowDescription description) {
    Set<Integer> oids = new TreeSet<>(parameters);
    if (description != null) {
      for (Field field : description.fields()) {
        oids.add(field.typeOid());
      }
    }
    PgTypeRegistry types;
    long version;
    try {
      types = call.source().knowing(call, oids);
      version = Retype.version(call.source(), oids);
    } catch (PgException unasked) {
      if (!name.isEmpty()) {
        call.held().close(List.of(name));
      }
      throw unasked;
    }
    PreparedStatement described =
        text.described(
            name,
            Retype.types(parameters, types),
            description == null ? Columns.none() : Descriptions.columns(description, types),
            description != null,
            version);
    call.held().holds(described);
    return described;
  }
}
