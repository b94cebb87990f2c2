// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.parts;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.codec.BuiltinTypes;
import dev.upq.mapping.RecordMapping;
import dev.upq.row.Column;
import dev.upq.row.Columns;
import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import dev.upq.row.RowData;
import dev.upq.row.RowMapper;
import dev.upq.type.PgType;
import dev.upq.wire.DataRow;
import dev.upq.wire.Format;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Rows of ten columns to records: by getters that somebody wrote by hand, and by the mapping. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
public class RecordParts {

  private static final int ROWS = 500;

  /** What a program has: primitives, objects, and what may be NULL. */
  public record Ten(
      long id,
      int count,
      double ratio,
      String name,
      Instant madeAt,
      BigDecimal price,
      boolean flag,
      UUID key,
      Optional<String> note,
      float weight) {}

  /** As it would be written where no row is kept. */
  private static final class ByHand implements RowMapper<Ten> {

    @Override
    public Ten map(Row row) {
      return new Ten(
          row.longValue(0),
          row.intValue(1),
          row.doubleValue(2),
          row.text(3),
          row.get(4, Instant.class),
          row.get(5, BigDecimal.class),
          row.booleanValue(6),
          row.get(7, UUID.class),
          row.find(8, String.class),
          (float) row.doubleValue(9));
    }

    @Override
    public boolean keepsRow() {
      return false;
    }
  }

  private final QueryResult result = result();
  private final RowMapper<Ten> byHand = new ByHand();

  private static QueryResult result() {
    List<String> names =
        List.of(
            "id", "count", "ratio", "name", "made_at", "price", "flag", "key", "note", "weight");
    List<String> types =
        List.of(
            "int8",
            "int4",
            "float8",
            "text",
            "timestamptz",
            "numeric",
            "bool",
            "uuid",
            "text",
            "float4");
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      PgType type = BuiltinTypes.registry().byName(types.get(i)).orElseThrow();
      columns.add(new Column(names.get(i), 0, 0, type, -1, Format.BINARY));
    }
    ByteWriter out = new ByteWriter();
    for (int i = 0; i < ROWS; i++) {
      byte[] body = body(columns, i);
      DataRow.view(body, 0, body.length).encode(out);
    }
    return new QueryResult(
        new Columns(columns), rows(out.toByteArray()), "", RecordMapping.instance());
  }

  private static RowData rows(byte[] frames) {
    RowData rows = new RowData();
    int header = 5;
    for (int at = 0; at < frames.length; ) {
      int length = ByteReader.int4(frames, at + 1);
      rows.add(frames, at + header, at + 1 + length);
      at += 1 + length;
    }
    return rows;
  }

  private static byte[] body(List<Column> columns, int number) {
    List<Object> values =
        List.of(
            12_345L + number,
            number,
            number / 3.0,
            "name of " + number,
            Instant.ofEpochSecond(1_700_000_000L + number),
            BigDecimal.valueOf(number, 2),
            number % 2 == 0,
            new UUID(number, 7),
            "note",
            0.5f);
    ByteWriter body = new ByteWriter();
    body.int2(values.size());
    for (int i = 0; i < values.size(); i++) {
      int mark = body.beginValue();
      columns.get(i).type().codec().encodeObject(values.get(i), body);
      body.endValue(mark);
    }
    return body.toByteArray();
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public List<Ten> tenColumnsByHand() {
    return result.list(byHand);
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public List<Ten> tenColumnsToRecords() {
    return result.list(Ten.class);
  }
}
