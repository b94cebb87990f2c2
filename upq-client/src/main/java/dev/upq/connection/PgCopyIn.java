// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.bytes.ByteWriter;
import dev.upq.exchange.CopyIn;
import dev.upq.fault.PgException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgUsageException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A COPY ... FROM STDIN that waits for its data. One thread at a time; finish it and close it.
 *
 * <pre>{@code
 * try (PgCopyIn copy = connection.copyIn("copy flight from stdin (format csv)")) {
 *   copy.write(bytes, 0, length);
 *   long rows = copy.finish();
 * }
 * }</pre>
 *
 * <p>Closing it without {@link #finish()} gives it up: nothing is copied. Data leave in pieces of
 * 64 to 256 KiB; where the server is slow, writing waits. No method throws {@code IOException};
 * every one that talks to the server throws {@link PgServerException} where that has refused, and
 * another {@link PgException} where the caller is interrupted or late or the connection is lost.
 */
public final class PgCopyIn extends OutputStream implements PgCopy {

  private static final int FRAME_BYTES = 64 * 1024;

  /** Of data that are there at once, so much leaves together: fewer hand-overs between threads. */
  private static final int LARGE_FRAME_BYTES = 256 * 1024;

  private static final int HEADER_BYTES = 5;

  /** Rows are written whole, so the last of a frame may make it longer. */
  private static final int SLACK_BYTES = 4 * 1024;

  private final CopyTurn turn;
  private final CopyIn copy;
  private final CopyProgress progress = new CopyProgress();
  private @Nullable ByteWriter frame;
  private int mark;
  private int most;

  PgCopyIn(CopyTurn turn, CopyIn copy) {
    this.turn = turn;
    this.copy = copy;
  }

  /**
   * From now on {@code bytesSoFar} is told how many bytes were sent, on the writing thread, when at
   * least {@code everyBytes} more were.
   */
  public PgCopyIn onProgress(long everyBytes, LongConsumer bytesSoFar) {
    progress.tell(everyBytes, bytesSoFar);
    return this;
  }

  /** Bytes of data sent so far. */
  public long bytes() {
    return progress.bytes();
  }

  @Override
  public void write(int value) {
    refuseIfEnded();
    frame(1).int1(value);
  }

  @Override
  public void write(byte[] source) {
    write(source, 0, source.length);
  }

  @Override
  public void write(byte[] source, int from, int length) {
    Objects.checkFromIndexSize(from, length, source.length);
    refuseIfEnded();
    int at = from;
    int left = length;
    while (left > 0) {
      ByteWriter open = frame(left);
      int part = Math.min(left, most - open.size());
      open.bytes(source, at, part);
      at += part;
      left -= part;
    }
  }

  /** Sends what was written so far. */
  @Override
  public void flush() {
    ByteWriter full = frame;
    if (full != null && full.size() > HEADER_BYTES) {
      frame = null;
      int size = full.size() - HEADER_BYTES;
      full.endFrame(mark);
      turn.step(
          () -> {
            copy.send(full);
            return size;
          });
      progress.add(size);
    }
  }

  /**
   * Sends the end and waits until the server has taken all.
   *
   * @return how many rows were copied
   * @throws PgServerException where the server refuses them; none is copied
   */
  public long finish() {
    flush();
    long rows = turn.step(() -> copy.finish(new ByteWriter()));
    turn.counted(rows);
    turn.end(null);
    return rows;
  }

  /**
   * Gives up: nothing is copied, the connection is clean. Does nothing once it has ended.
   *
   * @param reason stands in the server's log
   */
  public void fail(String reason) {
    frame = null;
    if (!turn.closable()) {
      return;
    }
    turn.step(
        () -> {
          copy.fail(reason);
          return true;
        });
    turn.end(null);
  }

  /** As {@link #fail} where it was not finished. Idempotent. */
  @Override
  public void close() {
    fail("the client gave it up before its end");
  }

  @Override
  public void onClose(Runnable task) {
    turn.onClose(task);
  }

  /** Where the next row is written, in the frame that is open; sends that where it is full. */
  ByteWriter rowTarget() {
    refuseIfEnded();
    return frame(1);
  }

  /**
   * The open frame with room for a byte at least, or another, which is the larger the more comes.
   */
  private ByteWriter frame(int more) {
    ByteWriter open = frame;
    if (open != null && open.size() >= most) {
      flush();
      open = null;
    }
    if (open == null) {
      most = more < LARGE_FRAME_BYTES ? FRAME_BYTES : LARGE_FRAME_BYTES;
      open = copy.writer(most + SLACK_BYTES);
      mark = open.beginFrame('d');
      frame = open;
    }
    return open;
  }

  private void refuseIfEnded() {
    turn.refuseIfGivenBack();
    if (!turn.open()) {
      throw new PgUsageException("this COPY has ended; begin another");
    }
  }
}
