// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.type.Codec;
import dev.upq.type.CodecFactory;
import dev.upq.type.Interval;
import dev.upq.type.PgNumeric;
import dev.upq.type.PgTime;
import dev.upq.type.PgTimeTz;
import dev.upq.type.PgType;
import dev.upq.type.PgTypeRegistry;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.ZonedDateTime;
import java.util.UUID;

/**
 * The types that every PostgreSQL has under the same oids, with their codecs. Immutable.
 *
 * <p>A parameter is declared by its Java class:
 *
 * <table>
 *   <caption>Rules for parameters</caption>
 *   <tr><th>Java</th><th>PostgreSQL</th></tr>
 *   <tr><td>Boolean</td><td>bool</td></tr>
 *   <tr><td>Byte, Short</td><td>int2</td></tr>
 *   <tr><td>Integer</td><td>int4</td></tr>
 *   <tr><td>Long</td><td>int8</td></tr>
 *   <tr><td>Float</td><td>float4</td></tr>
 *   <tr><td>Double</td><td>float8</td></tr>
 *   <tr><td>BigDecimal, BigInteger, PgNumeric</td><td>numeric</td></tr>
 *   <tr><td>CharSequence, Character</td><td>text</td></tr>
 *   <tr><td>byte[], ByteBuffer</td><td>bytea</td></tr>
 *   <tr><td>UUID</td><td>uuid</td></tr>
 *   <tr><td>LocalDate</td><td>date</td></tr>
 *   <tr><td>LocalTime, PgTime</td><td>time</td></tr>
 *   <tr><td>OffsetTime, PgTimeTz</td><td>timetz</td></tr>
 *   <tr><td>LocalDateTime</td><td>timestamp</td></tr>
 *   <tr><td>Instant, OffsetDateTime, ZonedDateTime</td><td>timestamptz</td></tr>
 *   <tr><td>Interval, Duration, Period</td><td>interval</td></tr>
 *   <tr><td>an array of one of these, at any depth</td><td>the array of its type</td></tr>
 * </table>
 *
 * <p>Enums, collections and {@code Infinity} have no rule: the server infers the type from the
 * statement.
 */
public final class BuiltinTypes {

  private static final int BOOL = 16;
  private static final int BYTEA = 17;
  private static final int INT8 = 20;
  private static final int INT2 = 21;
  private static final int INT4 = 23;
  private static final int TEXT = 25;
  private static final int FLOAT4 = 700;
  private static final int FLOAT8 = 701;
  private static final int DATE = 1082;
  private static final int TIME = 1083;
  private static final int TIMESTAMP = 1114;
  private static final int TIMESTAMPTZ = 1184;
  private static final int INTERVAL = 1186;
  private static final int TIMETZ = 1266;
  private static final int NUMERIC = 1700;
  private static final int UUID_OID = 2950;

  private static final PgTypeRegistry REGISTRY = build();

  private BuiltinTypes() {}

  /** All built-in types; {@link PgTypeRegistry#toBuilder} adds to them. */
  public static PgTypeRegistry registry() {
    return REGISTRY;
  }

  private static PgTypeRegistry build() {
    PgTypeRegistry.Builder types = PgTypeRegistry.builder(new Derived());
    numbers(types);
    texts(types);
    times(types);
    parameters(types);
    return types.build();
  }

  private static void numbers(PgTypeRegistry.Builder types) {
    types
        .type(PgType.scalar(BOOL, "bool", new BoolCodec(), 1000))
        .type(PgType.scalar(INT2, "int2", new WholeNumberCodec.Int2(), 1005))
        .type(PgType.scalar(INT4, "int4", new WholeNumberCodec.Int4(), 1007))
        .type(PgType.scalar(INT8, "int8", new WholeNumberCodec.Int8(), 1016))
        .type(PgType.scalar(26, "oid", new WholeNumberCodec.Unsigned4("oid"), 1028))
        .type(PgType.scalar(28, "xid", new WholeNumberCodec.Unsigned4("xid"), 1011))
        .type(PgType.scalar(29, "cid", new WholeNumberCodec.Unsigned4("cid"), 1012))
        .type(PgType.scalar(FLOAT4, "float4", new FloatCodec.Float4(), 1021))
        .type(PgType.scalar(FLOAT8, "float8", new FloatCodec.Float8(), 1022))
        .type(PgType.scalar(NUMERIC, "numeric", new NumericCodec(), 1231));
  }

  private static void texts(PgTypeRegistry.Builder types) {
    types
        .type(PgType.scalar(TEXT, "text", new TextCodec("text"), 1009))
        .type(PgType.scalar(1043, "varchar", new TextCodec("varchar"), 1015))
        .type(PgType.scalar(1042, "bpchar", new TextCodec("bpchar"), 1014))
        .type(PgType.scalar(19, "name", new TextCodec("name"), 1003))
        .type(PgType.scalar(18, "char", new CharCodec(), 1002))
        .type(PgType.scalar(705, "unknown", new TextCodec("unknown"), 0))
        .type(PgType.scalar(2278, "void", new TextCodec("void"), 0))
        .type(PgType.scalar(1790, "refcursor", new TextCodec("refcursor"), 2201))
        .type(PgType.scalar(114, "json", new JsonCodec("json", false), 199))
        .type(PgType.scalar(3802, "jsonb", new JsonCodec("jsonb", true), 3807))
        .type(PgType.scalar(BYTEA, "bytea", new ByteaCodec(), 1001))
        .type(PgType.scalar(UUID_OID, "uuid", new UuidCodec(), 2951));
  }

  private static void times(PgTypeRegistry.Builder types) {
    types
        .type(PgType.scalar(DATE, "date", new DateCodec(), 1182))
        .type(PgType.scalar(TIME, "time", new TimeCodec(), 1183))
        .type(PgType.scalar(TIMETZ, "timetz", new TimeTzCodec(), 1270))
        .type(PgType.scalar(TIMESTAMP, "timestamp", new TimestampCodec(), 1115))
        .type(PgType.scalar(TIMESTAMPTZ, "timestamptz", new TimestampTzCodec(), 1185))
        .type(PgType.scalar(INTERVAL, "interval", new IntervalCodec(), 1187));
  }

  private static void parameters(PgTypeRegistry.Builder types) {
    types
        .parameter(Boolean.class, BOOL)
        .parameter(Byte.class, INT2)
        .parameter(Short.class, INT2)
        .parameter(Integer.class, INT4)
        .parameter(Long.class, INT8)
        .parameter(Float.class, FLOAT4)
        .parameter(Double.class, FLOAT8)
        .parameter(BigDecimal.class, NUMERIC)
        .parameter(BigInteger.class, NUMERIC)
        .parameter(PgNumeric.class, NUMERIC)
        .parameter(String.class, TEXT)
        .parameter(CharSequence.class, TEXT)
        .parameter(Character.class, TEXT)
        .parameter(byte[].class, BYTEA)
        .parameter(ByteBuffer.class, BYTEA)
        .parameter(UUID.class, UUID_OID)
        .parameter(LocalDate.class, DATE)
        .parameter(LocalTime.class, TIME)
        .parameter(PgTime.class, TIME)
        .parameter(OffsetTime.class, TIMETZ)
        .parameter(PgTimeTz.class, TIMETZ)
        .parameter(LocalDateTime.class, TIMESTAMP)
        .parameter(Instant.class, TIMESTAMPTZ)
        .parameter(OffsetDateTime.class, TIMESTAMPTZ)
        .parameter(ZonedDateTime.class, TIMESTAMPTZ)
        .parameter(Interval.class, INTERVAL)
        .parameter(Duration.class, INTERVAL)
        .parameter(Period.class, INTERVAL);
  }

  /** Codecs that follow from others. */
  private static final class Derived implements CodecFactory {

    @Override
    public Codec<?> array(PgType element) {
      return new ArrayCodec(element);
    }

    @Override
    public Codec<?> unknown(int oid) {
      return new TextCodec("oid " + Integer.toUnsignedString(oid), false);
    }
  }
}
