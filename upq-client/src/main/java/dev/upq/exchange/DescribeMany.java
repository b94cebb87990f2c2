// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.bytes.ByteWriter;
import dev.upq.channel.Reply;
import dev.upq.fault.PgException;
import dev.upq.fault.PgServerException;
import dev.upq.row.Columns;
import dev.upq.statement.Description;
import dev.upq.type.PgType;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.Describe;
import dev.upq.wire.ErrorResponse;
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
 * Has many texts described that need not be kept, sent ahead of their answers. Confined to the
 * caller's thread, on a connection that nobody else sends on.
 *
 * <pre>
 * F  ( Parse  Describe  Sync )*
 * B  ( ParseComplete  ParameterDescription  RowDescription | NoData  ReadyForQuery
 *    | ErrorResponse  ReadyForQuery )*
 * </pre>
 *
 * <p>Each is the unnamed statement for as long as it takes, and has a Sync of its own: one that is
 * refused harms no other, outside a transaction. What is larger than 64 KiB leaves in pieces: the
 * next when the first answer to the last has come, so nobody waits for the other and no more than
 * two are under way.
 */
public final class DescribeMany {

  private static final int PIECE_BYTES = 64 * 1024;

  private final Call call;
  private final List<Piece> pieces = new ArrayList<>();
  private final List<Description> described = new ArrayList<>();

  /** Whole frames, and how many texts they are. */
  private record Piece(ByteWriter frames, int texts) {}

  private DescribeMany(Call call) {
    this.call = call;
  }

  /**
   * What the server says of each, in order.
   *
   * @throws PgException where the conversation ends early
   */
  public static List<Description> run(Call call, List<String> texts) {
    DescribeMany all = new DescribeMany(call);
    all.cut(texts);
    all.run();
    return all.described;
  }

  private void cut(List<String> texts) {
    ByteWriter frames = new ByteWriter();
    int inside = 0;
    for (int i = 0; i < texts.size(); i++) {
      new Parse("", texts.get(i), List.of()).encode(frames);
      new Describe(Target.STATEMENT, "").encode(frames);
      new Sync().encode(frames);
      inside++;
      if (frames.size() >= PIECE_BYTES || i == texts.size() - 1) {
        pieces.add(new Piece(frames, inside));
        frames = new ByteWriter();
        inside = 0;
      }
    }
  }

  private void run() {
    List<Reply> owed = new ArrayList<>();
    int sent = 0;
    int read = 0;
    try {
      for (int next = 0; next < pieces.size(); next++) {
        if (next == sent) {
          owed.addAll(send(sent++));
        }
        for (int i = 0; i < pieces.get(next).texts(); i++) {
          described.add(description(owed.get(read++)));
          if (i == 0 && sent < pieces.size()) {
            owed.addAll(send(sent++));
          }
        }
      }
    } catch (PgException ended) {
      owed.subList(read, owed.size()).forEach(Reply::abandon);
      throw ended;
    }
  }

  private List<Reply> send(int piece) {
    return call.send(pieces.get(piece).frames(), pieces.get(piece).texts());
  }

  private Description description(Reply reply) {
    try {
      Answer.expect(reply, ParseComplete.class);
      List<PgType> parameters = new ArrayList<>();
      for (int oid : Answer.expect(reply, ParameterDescription.class).typeOids()) {
        parameters.add(call.types().type(oid));
      }
      BackendMessage message = reply.next();
      Columns columns =
          switch (message) {
            case NoData none -> Columns.none();
            case RowDescription rows -> Descriptions.columns(rows, call.types());
            case ErrorResponse error -> throw Answer.failure(reply, error);
            default -> throw reply.unexpected(message, "where a statement's rows are described");
          };
      Answer.ready(reply);
      return new Description.Taken(parameters, columns);
    } catch (PgServerException refused) {
      return new Description.Refused(refused);
    }
  }
}
