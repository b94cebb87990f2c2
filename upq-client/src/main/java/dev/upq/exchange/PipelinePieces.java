// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.bytes.ByteWriter;
import dev.upq.channel.Reply;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgValueException;
import dev.upq.statement.Claim;
import dev.upq.wire.Execute;
import dev.upq.wire.Flush;
import dev.upq.wire.Sync;
import java.util.ArrayDeque;
import java.util.List;

/**
 * The requests of a pipeline, cut into pieces, and how far they have been sent. One thread at a
 * time, on a connection that nobody else sends on.
 *
 * <p>A piece holds whole units; only a unit that is too large for one is cut. No more than two
 * pieces are ever under way: the next leaves when the first answer to the last has come. So both
 * sides have something to do, neither waits for the other, and what is buffered is bounded,
 * whatever the sizes.
 *
 * <p>Two rules make it safe to give up at any point. The first piece of a unit that is cut leaves
 * when nothing else is under way, and the rest of it when an answer has shown that the first piece
 * has left. So a request that is taken back out of the outbox takes nothing with it that another
 * reply needs, and leaves nothing behind.
 */
final class PipelinePieces {

  private static final int PIECE_BYTES = 64 * 1024;

  /** Above this a unit is cut; units are kept whole below it. */
  private static final int CUT_BYTES = 2 * PIECE_BYTES;

  /** Stands in the server's log where a unit is given up that was not sent whole. */
  private static final String NO_PORTAL = "the client gave its pipeline up";

  private final Call call;
  private final List<Pipeline.Step> steps;
  private final ArrayDeque<Piece> unsent = new ArrayDeque<>();
  private final ArrayDeque<Reply> replies = new ArrayDeque<>();
  // The piece that was sent last.
  private Piece last = new Piece(new ByteWriter(), 0, 0, 0, false, false);

  /**
   * Whole frames.
   *
   * @param from its first item
   * @param to the item behind its last
   * @param replies how many units begin in it
   * @param continues true where it begins inside a unit
   * @param open true where it ends inside a unit
   */
  private record Piece(
      ByteWriter frames, int from, int to, int replies, boolean continues, boolean open) {}

  private PipelinePieces(Call call, List<Pipeline.Step> steps) {
    this.call = call;
    this.steps = steps;
  }

  /**
   * Encodes them all.
   *
   * @throws PgValueException where an argument does not fit, with the index of its item
   */
  static PipelinePieces of(Call call, List<Pipeline.Step> steps) {
    PipelinePieces pieces = new PipelinePieces(call, steps);
    pieces.cut();
    return pieces;
  }

  private void cut() {
    ByteWriter frames = new ByteWriter();
    int from = 0;
    int begun = 0;
    boolean continues = false;
    boolean inside = false;
    for (int i = 0; i < steps.size(); i++) {
      begun += inside ? 0 : 1;
      bind(frames, i);
      inside = !steps.get(i).barrier() && i < steps.size() - 1;
      if (!inside) {
        new Sync().encode(frames);
      }
      boolean full = inside ? frames.size() >= CUT_BYTES : frames.size() >= PIECE_BYTES;
      if (full || i == steps.size() - 1 || (continues && !inside)) {
        if (inside) {
          new Flush().encode(frames);
        }
        unsent.add(new Piece(frames, from, i + 1, begun, continues, inside));
        frames = new ByteWriter();
        from = i + 1;
        begun = 0;
        continues = inside;
      }
    }
  }

  private void bind(ByteWriter out, int index) {
    Pipeline.Step step = steps.get(index);
    if (!step.statement().isNamed()) {
      Ride.write(out, new Claim(step.statement(), List.of(), true, true));
    }
    try {
      Parameters.bind(out, "", step.statement(), step.arguments());
    } catch (PgValueException misfit) {
      throw misfit.at("item " + index + " of the pipeline");
    }
    new Execute("", 0).encode(out);
  }

  /**
   * Sends the first piece, with what has to stand in front of it.
   *
   * @return the replies to what stands in front
   * @throws PgException where nothing was sent
   */
  List<Reply> sendFirst(PipelineClaims claims) {
    Piece first = unsent.remove();
    List<Reply> owed =
        call.send(claims.inFrontOf(first.frames()), claims.syncs() + first.replies());
    replies.addAll(owed.subList(claims.syncs(), owed.size()));
    last = first;
    return owed.subList(0, claims.syncs());
  }

  /**
   * Sends the next piece, where it is due.
   *
   * @param next the item whose answer is read next
   */
  void sendAhead(int next) {
    Piece piece = unsent.peek();
    if (piece == null) {
      return;
    }
    boolean alone = piece.open() && !piece.continues();
    if (alone ? next < last.to() : next <= last.from()) {
      return;
    }
    unsent.remove();
    if (piece.continues()) {
      call.channel().feed(piece.frames());
    } else {
      replies.addAll(call.send(piece.frames(), piece.replies()));
    }
    last = piece;
  }

  /** The reply to the next unit, whose first piece has been sent. */
  Reply reply() {
    return replies.element();
  }

  /** The reply to that unit was read to its end. */
  void answered() {
    replies.remove();
  }

  /**
   * How a COPY FROM STDIN is refused that was sent as this item: it depends on what was sent behind
   * it.
   */
  Portal.CopyRefusal refusal(int item) {
    if (item + 1 < last.to()) {
      return Portal.CopyRefusal.IN_A_PIPELINE;
    }
    return last.open() ? Portal.CopyRefusal.SIMPLE : Portal.CopyRefusal.EXTENDED;
  }

  /** The unit that is being read has failed: what was not sent of it need not be. */
  void skipRest(int failed) {
    if (last.open() && onlyUnitIs(failed)) {
      while (last.open()) {
        last = unsent.remove();
      }
      endUnit(new ByteWriter());
    }
  }

  /** True where that item belongs to the unit that is not sent whole. */
  private boolean onlyUnitIs(int item) {
    for (int i = item; i < last.to(); i++) {
      if (steps.get(i).barrier()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Gives up what was not answered. A unit that was not sent whole is ended with an error, for only
   * that undoes what it did.
   *
   * @param left false where the piece that is being answered was taken back before it left
   */
  void giveUp(boolean left) {
    if (left && last.open()) {
      ByteWriter out = new ByteWriter();
      new Execute(NO_PORTAL, 0).encode(out);
      endUnit(out);
    }
    replies.forEach(Reply::abandon);
    unsent.clear();
  }

  private void endUnit(ByteWriter out) {
    new Sync().encode(out);
    try {
      call.channel().feed(out);
    } catch (PgConnectionLostException over) {
      // The unit ends with the connection, which its reply tells.
    }
  }
}
