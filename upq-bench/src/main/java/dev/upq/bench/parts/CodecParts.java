// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.parts;

import dev.upq.bench.work.Fact;
import dev.upq.bench.work.ManyRows;
import dev.upq.bytes.ByteWriter;
import dev.upq.codec.BuiltinTypes;
import dev.upq.type.Codec;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One value to its bytes, and back. One thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class CodecParts {

  private final Fact fact = ManyRows.row(12_345);
  private final ByteWriter out = new ByteWriter();
  private final String megabyte = "x".repeat(1_000_000);
  private final Codec<?> int8 = codec("int8");
  private final Codec<?> text = codec("text");
  private final Codec<?> numeric = codec("numeric");
  private final Codec<?> timestamptz = codec("timestamptz");
  private final Codec<?> uuid = codec("uuid");
  private final byte[] int8Bytes = bytes(int8, fact.a());
  private final byte[] textBytes = bytes(text, fact.d());
  private final byte[] numericBytes = bytes(numeric, fact.f());
  private final byte[] timestamptzBytes = bytes(timestamptz, fact.e());
  private final byte[] uuidBytes = bytes(uuid, fact.h());

  private static Codec<?> codec(String type) {
    return BuiltinTypes.registry().byName(type).orElseThrow().codec();
  }

  private static byte[] bytes(Codec<?> codec, Object value) {
    ByteWriter out = new ByteWriter();
    codec.encodeObject(value, out);
    return out.toByteArray();
  }

  private int encoded(Codec<?> codec, Object value) {
    out.truncate(0);
    codec.encodeObject(value, out);
    return out.size();
  }

  @Benchmark
  public int encodeInt8() {
    out.truncate(0);
    int8.encodeLong(fact.a(), out);
    return out.size();
  }

  @Benchmark
  public int encodeTextOfAMegabyte() {
    return encoded(text, megabyte);
  }

  @Benchmark
  public int encodeText() {
    return encoded(text, fact.d());
  }

  @Benchmark
  public int encodeNumeric() {
    return encoded(numeric, fact.f());
  }

  @Benchmark
  public int encodeTimestamptz() {
    return encoded(timestamptz, fact.e());
  }

  @Benchmark
  public int encodeUuid() {
    return encoded(uuid, fact.h());
  }

  @Benchmark
  public long decodeInt8() {
    return int8.decodeLong(int8Bytes, 0, int8Bytes.length);
  }

  @Benchmark
  public String decodeText() {
    return text.decodeAs(textBytes, 0, textBytes.length, String.class);
  }

  @Benchmark
  public BigDecimal decodeNumeric() {
    return numeric.decodeAs(numericBytes, 0, numericBytes.length, BigDecimal.class);
  }

  @Benchmark
  public Instant decodeTimestamptz() {
    return timestamptz.decodeAs(timestamptzBytes, 0, timestamptzBytes.length, Instant.class);
  }

  @Benchmark
  public UUID decodeUuid() {
    return uuid.decodeAs(uuidBytes, 0, uuidBytes.length, UUID.class);
  }
}
