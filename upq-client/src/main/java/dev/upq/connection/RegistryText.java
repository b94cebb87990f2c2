// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.Sent;
import dev.upq.row.Column;
import dev.upq.row.Columns;
import dev.upq.statement.KeptStatement;
import dev.upq.type.PgType;
import dev.upq.type.PgTypeRegistry;
import dev.upq.wire.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Statements as bytes, for {@link RegistryFile}. Stateless. Numbers are big-endian, as on the wire;
 * a text is its length in bytes (4) and its UTF-8.
 *
 * <pre>
 * for whom (text)  search_path of most (text)
 * ( 1 (1 byte)  search_path (text)  SQL (text)  uses (8)
 *   parameters (2)  oid (4) each
 *   returns rows (1)  columns (2)  name (text), table (4), number (2), oid (4), modifier (4) each )*
 * 0 (1 byte)
 * </pre>
 */
final class RegistryText {

  /** Oids from here on are given by each database to its own types. */
  private static final int FIRST_OF_DATABASE = 16_384;

  private static final int FIXED_BYTES_OF_COLUMN = 18;

  private RegistryText() {}

  /**
   * What a file holds.
   *
   * @param home the search_path of most sessions, where servers report it
   */
  record Content(Optional<String> home, List<KeptStatement> statements) {}

  /** As many of the statements, from the first on, as go into {@code mostBytes}. */
  static byte[] write(
      String whose, Optional<String> home, List<KeptStatement> statements, int mostBytes) {
    ByteWriter out = new ByteWriter(1 << 14, ByteWriter.MAX_MESSAGE_BYTES);
    text(out, whose);
    text(out, home.orElse(""));
    for (KeptStatement each : statements) {
      int before = out.size();
      if (builtIn(each)) {
        write(out.int1(1), each);
      }
      if (out.size() >= mostBytes) {
        out.truncate(before);
        break;
      }
    }
    return out.int1(0).toByteArray();
  }

  private static boolean builtIn(KeptStatement statement) {
    for (PgType type : statement.parameters()) {
      if (!builtIn(type.oid())) {
        return false;
      }
    }
    for (Column column : statement.columns()) {
      if (!builtIn(column.type().oid())) {
        return false;
      }
    }
    return true;
  }

  private static boolean builtIn(int oid) {
    return oid > 0 && oid < FIRST_OF_DATABASE;
  }

  private static void write(ByteWriter out, KeptStatement statement) {
    text(out, statement.searchPath());
    text(out, statement.sql());
    out.int8(statement.uses()).int2(statement.parameters().size());
    statement.parameters().forEach(type -> out.int4(type.oid()));
    out.int1(statement.returnsRows() ? 1 : 0).int2(statement.columns().size());
    for (Column column : statement.columns()) {
      text(out, column.name());
      out.int4(column.tableOid())
          .int2(column.attributeNumber())
          .int4(column.type().oid())
          .int4(column.typeModifier());
    }
  }

  private static void text(ByteWriter out, String text) {
    int mark = out.beginValue();
    out.text(text);
    out.endValue(mark);
  }

  /**
   * Reads what {@link #write} has written.
   *
   * @return empty where it is for somebody else
   * @throws PgProtocolException where it is anything else
   */
  static Optional<Content> read(byte[] bytes, int from, String whose, PgTypeRegistry types) {
    ByteReader in = new ByteReader(bytes, from, bytes.length);
    if (!text(in).equals(whose)) {
      return Optional.empty();
    }
    String home = text(in);
    List<KeptStatement> statements = new ArrayList<>();
    while (flag(in)) {
      statements.add(statement(in, types));
    }
    in.end();
    return Optional.of(
        new Content(home.isEmpty() ? Optional.empty() : Optional.of(home), statements));
  }

  private static KeptStatement statement(ByteReader in, PgTypeRegistry types) {
    String searchPath = text(in);
    String sql = text(in);
    long uses = in.int8();
    if (uses < 0) {
      throw malformed("a count below zero");
    }
    int parameters = in.count(in.uint2(), Integer.BYTES);
    List<PgType> its = new ArrayList<>(parameters);
    for (int i = 0; i < parameters; i++) {
      its.add(type(in, types));
    }
    boolean returnsRows = flag(in);
    int columns = in.count(in.uint2(), FIXED_BYTES_OF_COLUMN);
    List<Column> row = new ArrayList<>(columns);
    for (int i = 0; i < columns; i++) {
      row.add(column(in, types));
    }
    return new KeptStatement(searchPath, sql, uses, its, new Columns(row), returnsRows);
  }

  private static Column column(ByteReader in, PgTypeRegistry types) {
    String name = text(in);
    int table = in.int4();
    int number = in.int2();
    PgType type = type(in, types);
    return new Column(
        name, table, number, type, in.int4(), type.binary() ? Format.BINARY : Format.TEXT);
  }

  private static PgType type(ByteReader in, PgTypeRegistry types) {
    int oid = in.int4();
    if (!builtIn(oid)) {
      throw malformed("a type that is not built in");
    }
    return types.type(oid);
  }

  private static String text(ByteReader in) {
    return in.text(in.count(in.int4(), 1));
  }

  private static boolean flag(ByteReader in) {
    int value = in.uint1();
    if (value > 1) {
      throw malformed("neither yes nor no");
    }
    return value == 1;
  }

  private static PgProtocolException malformed(String what) {
    return new PgProtocolException(what, Sent.NOTHING);
  }
}
