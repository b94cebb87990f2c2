// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.fault.PgResultException;
import dev.upq.fault.PgUsageException;
import dev.upq.row.Row;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A value whose pieces come as rows of one column. One thread at a time. */
final class RowsInput extends InputStream {

  private static final int BYTEA_OID = 17;
  private static final int PIECE_BYTES = 256 * 1024;

  private final Rows<Row> rows;
  private byte[] piece;
  private int position;

  private RowsInput(Rows<Row> rows, byte[] first) {
    this.rows = rows;
    this.piece = first;
  }

  /** A query for the pieces of the {@code bytea} that {@code sql} finds. */
  static String bytesOf(String sql) {
    return pieces("o.value", sql);
  }

  /** A query for the pieces of the text of what {@code sql} finds, in UTF-8. */
  static String textOf(String sql) {
    return pieces("pg_catalog.convert_to(o.value::pg_catalog.text, 'UTF8')", sql);
  }

  /**
   * The value is found once. OFFSET 0 keeps the planner from putting the inner expressions in the
   * place of each of their uses, which would find it and unpack it again for each piece. Appending
   * nothing unpacks it: of a compressed value, each piece would cost an unpacking up to its place.
   */
  private static String pieces(String bytes, String sql) {
    return """
    select pg_catalog.substring(v.value, i, %1$d)
    from (select %2$s operator(pg_catalog.||) ''::pg_catalog.bytea as value
          from (select (
    %3$s
    ) as value offset 0) as o offset 0) as v,
    pg_catalog.generate_series(
      1, case v.value when '' then 1 else pg_catalog.octet_length(v.value) end, %1$d) as i\
    """
        .formatted(PIECE_BYTES, bytes, sql);
  }

  static RowsInput open(StreamSession session, String pieces, @Nullable Object[] arguments) {
    Rows<Row> rows = session.stream(pieces, arguments);
    try {
      if (rows.columns().at(0).type().oid() != BYTEA_OID) {
        throw new PgUsageException(
            "the value is not a bytea; read it with streamText(), or cast it in the query");
      }
      Row first =
          rows.next()
              .orElseThrow(
                  () -> new PgResultException("a value was asked for; there is no row, or a NULL"));
      return new RowsInput(rows, first.get(0, byte[].class));
    } catch (RuntimeException | Error failed) {
      rows.close();
      throw failed;
    }
  }

  @Override
  public int read() {
    return there() ? piece[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int from, int length) {
    Objects.checkFromIndexSize(from, length, into.length);
    if (length == 0) {
      return 0;
    }
    if (!there()) {
      return -1;
    }
    int count = Math.min(length, available());
    System.arraycopy(piece, position, into, from, count);
    position += count;
    return count;
  }

  /** What is left of the piece at hand, in bytes. */
  @Override
  public int available() {
    return piece.length - position;
  }

  /** Gives up what is left. Idempotent. */
  @Override
  public void close() {
    piece = new byte[0];
    position = 0;
    rows.close();
  }

  /** Makes a piece be at hand; false at the end of the value. */
  private boolean there() {
    while (position == piece.length) {
      Optional<Row> next = rows.next();
      if (next.isEmpty()) {
        return false;
      }
      piece = next.get().get(0, byte[].class);
      position = 0;
    }
    return true;
  }
}
