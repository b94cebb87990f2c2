// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.row.Columns;
import dev.upq.row.Row;
import dev.upq.wire.CopyData;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a binary COPY, whose form is that of DataRow: a header, for each row a count of
 * fields and the fields, and a count of -1 at the end. One thread at a time.
 *
 * <p>The server sends one row a message; that this is so is not relied on. What is cut by the end
 * of a message is joined with what follows, growing with what has come and never with what a length
 * claims.
 *
 * @see <a href="https://www.postgresql.org/docs/18/sql-copy.html">Binary format</a>
 */
public final class CopyTuples {

  /** What a binary stream begins with: its signature, no flags, no extension. */
  private static final byte[] HEADER = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };

  private static final int SIGNATURE_BYTES = 11;
  private static final int LENGTH_BYTES = 4;
  private static final int COUNT_BYTES = 2;
  private static final int END = -1;

  /** No server writes an extension; one that does is believed up to this. */
  private static final int MAX_EXTENSION_BYTES = 64 * 1024;

  /** Of a stream's flags, those that a reader must know or refuse. */
  private static final int CRITICAL_FLAGS = 0xffff_0000;

  private final CopyOut copy;
  private final int fields;
  private byte[] array = new byte[0];
  private boolean own;
  private int position;
  private int end;
  private boolean headed;
  private boolean ended;

  /** The rows of a COPY that was begun and of which nothing was read. */
  public CopyTuples(CopyOut copy) {
    this.copy = copy;
    this.fields = copy.columns().size();
  }

  /** Writes what a stream begins with. */
  public static void writeHeader(ByteWriter out) {
    out.bytes(HEADER);
  }

  /** Writes what a stream ends with. */
  public static void writeTrailer(ByteWriter out) {
    out.int2(END);
  }

  public Columns columns() {
    return copy.columns();
  }

  /** The next row, null after the last. Waits for it. */
  public @Nullable Row next() {
    while (!headed) {
      headed = header();
      if (!headed) {
        more();
      }
    }
    while (!ended) {
      int to = tupleEnd();
      if (to >= 0) {
        int from = position;
        position = to;
        return new Row(copy.columns(), copy.row(array, from, to));
      }
      if (!ended) {
        more();
      }
    }
    return null;
  }

  /** Reads over the header; false where more of it has to come. */
  private boolean header() {
    int have = end - position;
    int prefix = Math.min(have, SIGNATURE_BYTES);
    if (!Arrays.equals(array, position, position + prefix, HEADER, 0, prefix)) {
      throw copy.violation("COPY data in binary begin with another signature");
    }
    if (have < HEADER.length) {
      return false;
    }
    ByteReader in = new ByteReader(array, position + SIGNATURE_BYTES, end);
    int flags = in.int4();
    int extension = in.int4();
    if ((flags & CRITICAL_FLAGS) != 0) {
      throw copy.violation("COPY data in binary have flags that are not known");
    }
    if (extension < 0 || extension > MAX_EXTENSION_BYTES) {
      throw copy.violation("COPY data in binary have an extension of " + extension + " bytes");
    }
    if (extension > in.remaining()) {
      return false;
    }
    position = end - in.remaining() + extension;
    return true;
  }

  /** Where the row that begins here ends; -1 where more of it has to come, or it is the end. */
  private int tupleEnd() {
    int have = end - position;
    if (have < COUNT_BYTES) {
      return -1;
    }
    ByteReader in = new ByteReader(array, position, end);
    int count = in.int2();
    if (count == END) {
      position += COUNT_BYTES;
      finish();
      return -1;
    }
    if (count != fields) {
      throw copy.violation(
          "a row of " + (count & 0xffff) + " columns came where " + fields + " were described");
    }
    for (int i = 0; i < count; i++) {
      if (in.remaining() < LENGTH_BYTES) {
        return -1;
      }
      int length = in.int4();
      if (length < -1) {
        throw copy.violation("a value of " + length + " bytes");
      }
      if (length > in.remaining()) {
        return -1;
      }
      in.skip(Math.max(0, length));
    }
    return end - in.remaining();
  }

  /** The end was told: nothing may follow it, and the server has to agree. */
  private void finish() {
    CopyData piece = position == end ? copy.next() : CopyData.view(array, position, end);
    while (piece != null && piece.length() == 0) {
      piece = copy.next();
    }
    if (piece != null) {
      throw copy.violation("COPY data go on behind their end");
    }
    ended = true;
  }

  /** Takes the next piece, behind what is left of the one before. */
  private void more() {
    CopyData piece = copy.next();
    if (piece == null) {
      throw copy.violation("COPY data in binary stop before their end");
    }
    int left = end - position;
    if (left == 0) {
      array = piece.array();
      own = false;
      position = piece.from();
      end = position + piece.length();
      return;
    }
    long joined = (long) left + piece.length();
    if (joined > ByteWriter.MAX_MESSAGE_BYTES) {
      throw copy.violation("a row of more than " + ByteWriter.MAX_MESSAGE_BYTES + " bytes");
    }
    join(left, piece, (int) joined);
  }

  /** What was handed out views the same array, and is never written over. */
  private void join(int left, CopyData piece, int joined) {
    if (!own || array.length - end < piece.length()) {
      int room = (int) Math.min(ByteWriter.MAX_MESSAGE_BYTES, 2L * joined);
      byte[] bigger = new byte[room];
      System.arraycopy(array, position, bigger, 0, left);
      array = bigger;
      own = true;
      position = 0;
      end = left;
    }
    System.arraycopy(piece.array(), piece.from(), array, end, piece.length());
    end += piece.length();
  }
}
