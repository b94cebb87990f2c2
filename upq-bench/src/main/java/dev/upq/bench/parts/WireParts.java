// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.parts;

import dev.upq.bench.work.Fact;
import dev.upq.bench.work.ManyRows;
import dev.upq.bytes.ByteWriter;
import dev.upq.codec.BuiltinTypes;
import dev.upq.row.Column;
import dev.upq.row.Columns;
import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import dev.upq.row.RowData;
import dev.upq.row.RowMapping;
import dev.upq.type.PgType;
import dev.upq.wire.Bind;
import dev.upq.wire.DataRow;
import dev.upq.wire.Execute;
import dev.upq.wire.Format;
import dev.upq.wire.Sync;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

/** A row of eight columns to a record, and the burst of a point select. One thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class WireParts {

  private static final int ROWS = 500;

  private static final List<String> TYPES =
      List.of("int8", "int4", "float8", "text", "timestamptz", "numeric", "bool", "uuid");

  private final ByteWriter out = new ByteWriter();
  private final Execute execute = new Execute("", 0);
  private final Sync sync = new Sync();
  private final Columns columns = columns();
  private final byte[] body = body(ManyRows.row(12_345));
  private final byte[] frames = frames(body);
  private int key;

  private static Columns columns() {
    List<Column> columns = new ArrayList<>();
    for (String type : TYPES) {
      columns.add(new Column("c" + columns.size(), 0, 0, type(type), -1, Format.BINARY));
    }
    return new Columns(columns);
  }

  private static byte[] frames(byte[] body) {
    ByteWriter out = new ByteWriter();
    for (int i = 0; i < ROWS; i++) {
      DataRow.view(body, 0, body.length).encode(out);
    }
    return out.toByteArray();
  }

  private static PgType type(String name) {
    return BuiltinTypes.registry().byName(name).orElseThrow();
  }

  private static byte[] body(Fact fact) {
    List<Object> values =
        List.of(fact.a(), fact.b(), fact.c(), fact.d(), fact.e(), fact.f(), fact.g(), fact.h());
    ByteWriter body = new ByteWriter();
    body.int2(values.size());
    for (int i = 0; i < values.size(); i++) {
      int mark = body.beginValue();
      type(TYPES.get(i)).codec().encodeObject(values.get(i), body);
      body.endValue(mark);
    }
    return body.toByteArray();
  }

  @Benchmark
  public Fact decodeRowOfEight() {
    return fact(new Row(columns, DataRow.view(body, 0, body.length)));
  }

  /** What a result of many rows costs a row: checked, kept, and made records of. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public List<Fact> decodeRowsAtOnce() {
    RowData rows = new RowData();
    int frame = frames.length / ROWS;
    for (int end = frame; end <= frames.length; end += frame) {
      columns.check(frames, end - body.length, end);
      rows.add(frames, end - body.length, end);
    }
    return new QueryResult(columns, rows, "", RowMapping.scalars()).list(WireParts::fact);
  }

  private static Fact fact(Row row) {
    return new Fact(
        row.longValue(0),
        row.intValue(1),
        row.doubleValue(2),
        row.text(3),
        row.get(4, Instant.class),
        row.get(5, BigDecimal.class),
        row.booleanValue(6),
        row.get(7, UUID.class));
  }

  @Benchmark
  public int encodeBurst() {
    out.truncate(0);
    int id = key++;
    Bind.write(out, "", "s1", 1, (index, value) -> value.int4(4).int4(id), Bind.ALL_BINARY);
    execute.encode(out);
    sync.encode(out);
    return out.size();
  }
}
