// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.exchange.CopyOut;
import dev.upq.fault.PgException;
import dev.upq.fault.PgServerException;
import dev.upq.wire.CopyData;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The data of a COPY ... TO STDOUT, as they come. One thread at a time; close it.
 *
 * <p>Closing it before its end cancels the COPY; in a transaction that fails the transaction. A
 * slow reader slows the server. Reading throws no {@code IOException} of its own; it throws {@link
 * PgServerException} where the COPY fails, and another {@link PgException} where the caller is
 * interrupted or late or the connection is lost.
 */
public final class PgCopyOut extends InputStream implements PgCopy {

  private static final int PIECE_BYTES = 64 * 1024;

  private final CopyTurn turn;
  private final CopyOut copy;
  private final CopyProgress progress = new CopyProgress();
  private byte[] array = new byte[0];
  private int position;
  private int end;

  PgCopyOut(CopyTurn turn, CopyOut copy) {
    this.turn = turn;
    this.copy = copy;
  }

  /**
   * From now on {@code bytesSoFar} is told how many bytes came, on the reading thread, when at
   * least {@code everyBytes} more did.
   */
  public PgCopyOut onProgress(long everyBytes, LongConsumer bytesSoFar) {
    progress.tell(everyBytes, bytesSoFar);
    return this;
  }

  /** Bytes of data that came so far. */
  public long bytes() {
    return progress.bytes();
  }

  /** How many rows the COPY gave; -1 before its end. */
  public long rows() {
    return copy.rows();
  }

  @Override
  public int read() {
    return more() ? array[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int from, int length) {
    Objects.checkFromIndexSize(from, length, target.length);
    if (length == 0) {
      return 0;
    }
    int filled = 0;
    while (filled < length && (filled == 0 || position < end) && more()) {
      int part = Math.min(length - filled, end - position);
      System.arraycopy(array, position, target, from + filled, part);
      position += part;
      filled += part;
    }
    return filled == 0 ? -1 : filled;
  }

  /** The next piece as an array of its own, empty after the last; a row as a rule. */
  public Optional<byte[]> piece() {
    if (!more()) {
      return Optional.empty();
    }
    byte[] piece = Arrays.copyOfRange(array, position, end);
    position = end;
    return Optional.of(piece);
  }

  /**
   * Writes all that is left to {@code target}, in pieces of 64 KiB.
   *
   * @throws IOException of the target
   */
  @Override
  public long transferTo(OutputStream target) throws IOException {
    byte[] buffer = new byte[PIECE_BYTES];
    int filled = 0;
    long total = 0;
    while (more()) {
      int left = end - position;
      if (filled > 0 && filled + left > PIECE_BYTES) {
        target.write(buffer, 0, filled);
        filled = 0;
      }
      if (left >= PIECE_BYTES) {
        target.write(array, position, left);
      } else {
        System.arraycopy(array, position, buffer, filled, left);
        filled += left;
      }
      position = end;
      total += left;
    }
    target.write(buffer, 0, filled);
    return total;
  }

  /** Cancels what is left, if anything is. Idempotent. */
  @Override
  public void close() {
    position = end;
    if (turn.closable()) {
      turn.abandon();
    }
  }

  @Override
  public void onClose(Runnable task) {
    turn.onClose(task);
  }

  /** Takes the next piece where the last was read; false at the end. */
  private boolean more() {
    while (position == end) {
      if (!turn.open()) {
        return false;
      }
      CopyData piece = next();
      if (piece == null) {
        turn.counted(copy.rows());
        turn.end(null);
        return false;
      }
      array = piece.array();
      position = piece.from();
      end = position + piece.length();
      progress.add(piece.length());
    }
    return true;
  }

  private @Nullable CopyData next() {
    return turn.<@Nullable CopyData>step(copy::next);
  }
}
