// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.type.BitString;
import dev.upq.type.Codec;
import dev.upq.type.CodecFactory;
import dev.upq.type.Geometry;
import dev.upq.type.Interval;
import dev.upq.type.PgInet;
import dev.upq.type.PgLsn;
import dev.upq.type.PgMoney;
import dev.upq.type.PgNumeric;
import dev.upq.type.PgTime;
import dev.upq.type.PgTimeTz;
import dev.upq.type.PgType;
import dev.upq.type.PgTypeRegistry;
import dev.upq.type.Snapshot;
import dev.upq.type.Tid;
import dev.upq.type.TsQuery;
import dev.upq.type.TsVector;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
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
import java.util.List;
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
 *   <tr><td>PgMoney</td><td>money</td></tr>
 *   <tr><td>BitString</td><td>varbit</td></tr>
 *   <tr><td>InetAddress, PgInet</td><td>inet</td></tr>
 *   <tr><td>PgLsn, Tid, Snapshot</td><td>pg_lsn, tid, pg_snapshot</td></tr>
 *   <tr><td>TsVector, TsQuery</td><td>tsvector, tsquery</td></tr>
 *   <tr><td>the records of Geometry</td><td>point, line, lseg, box, path, polygon, circle</td></tr>
 *   <tr><td>an array of one of these, at any depth</td><td>the array of its type</td></tr>
 * </table>
 *
 * <p>The class itself is looked for, then its superclasses, each with the interfaces that it names.
 * Enums, collections, maps, {@code Infinity}, {@code Range}, {@code Multirange}, {@code
 * PgComposite}, {@code PgMacAddress} (of two types) and {@code NumberVector} (of two types) have no
 * rule: the server infers the type from the statement, and the value is written as that type. A
 * null has no class and no rule either: its type is inferred.
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
  private static final int POINT = 600;
  private static final int LSEG = 601;
  private static final int PATH = 602;
  private static final int BOX = 603;
  private static final int POLYGON = 604;
  private static final int LINE = 628;
  private static final int CIRCLE = 718;
  private static final int MONEY = 790;
  private static final int INET = 869;
  private static final int VARBIT = 1562;
  private static final int PG_LSN = 3220;
  private static final int TSVECTOR = 3614;
  private static final int TSQUERY = 3615;
  private static final int TID = 27;
  private static final int PG_SNAPSHOT = 5038;

  /** Knows no type; codecs that need a registry have this one until they are bound. */
  private static final PgTypeRegistry NONE = PgTypeRegistry.builder(new Derived()).build();

  private static final PgTypeRegistry REGISTRY = build();

  private BuiltinTypes() {}

  /** All built-in types; {@link PgTypeRegistry#toBuilder} adds to them. */
  public static PgTypeRegistry registry() {
    return REGISTRY;
  }

  static PgTypeRegistry none() {
    return NONE;
  }

  private static PgTypeRegistry build() {
    PgTypeRegistry.Builder types = PgTypeRegistry.builder(new Derived());
    numbers(types);
    texts(types);
    times(types);
    shapes(types);
    networks(types);
    searches(types);
    transactions(types);
    catalogue(types);
    ranges(types);
    pseudo(types);
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
        .type(PgType.scalar(FLOAT4, "float4", new FloatCodec.Float4(), 1021))
        .type(PgType.scalar(FLOAT8, "float8", new FloatCodec.Float8(), 1022))
        .type(PgType.scalar(NUMERIC, "numeric", new NumericCodec(), 1231))
        .type(rare(MONEY, "money", 791));
  }

  private static void texts(PgTypeRegistry.Builder types) {
    types
        .type(PgType.scalar(TEXT, "text", new TextCodec("text"), 1009))
        .type(PgType.scalar(1043, "varchar", new TextCodec("varchar"), 1015))
        .type(PgType.scalar(1042, "bpchar", new TextCodec("bpchar"), 1014))
        .type(PgType.scalar(19, "name", new TextCodec("name"), 1003))
        .type(PgType.scalar(18, "char", new CharCodec(), 1002))
        .type(PgType.scalar(1790, "refcursor", new TextCodec("refcursor"), 2201))
        .type(PgType.scalar(114, "json", new JsonCodec("json", false), 199))
        .type(PgType.scalar(3802, "jsonb", new JsonCodec("jsonb", true), 3807))
        .type(PgType.scalar(4072, "jsonpath", new JsonCodec("jsonpath", true), 4073))
        .type(PgType.scalar(142, "xml", new TextCodec("xml"), 143))
        .type(PgType.scalar(BYTEA, "bytea", new ByteaCodec(), 1001))
        .type(rare(1560, "bit", 1561))
        .type(rare(VARBIT, "varbit", 1563))
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

  private static void shapes(PgTypeRegistry.Builder types) {
    types
        .type(rare(POINT, "point", 1017))
        .type(rare(LSEG, "lseg", 1018))
        .type(rare(PATH, "path", 1019))
        .type(rare(BOX, "box", 1020))
        .type(rare(POLYGON, "polygon", 1027))
        .type(rare(LINE, "line", 629))
        .type(rare(CIRCLE, "circle", 719));
  }

  private static void networks(PgTypeRegistry.Builder types) {
    types
        .type(rare(INET, "inet", 1041))
        .type(rare(650, "cidr", 651))
        .type(rare(829, "macaddr", 1040))
        .type(rare(774, "macaddr8", 775));
  }

  private static void searches(PgTypeRegistry.Builder types) {
    types.type(rare(TSVECTOR, "tsvector", 3643)).type(rare(TSQUERY, "tsquery", 3645));
  }

  private static void transactions(PgTypeRegistry.Builder types) {
    types
        .type(PgType.scalar(28, "xid", new WholeNumberCodec.Unsigned4("xid"), 1011))
        .type(PgType.scalar(29, "cid", new WholeNumberCodec.Unsigned4("cid"), 1012))
        .type(rare(5069, "xid8", 271))
        .type(rare(TID, "tid", 1010))
        .type(rare(PG_LSN, "pg_lsn", 3221))
        .type(rare(PG_SNAPSHOT, "pg_snapshot", 5039))
        .type(rare(2970, "txid_snapshot", 2949));
  }

  private static void catalogue(PgTypeRegistry.Builder types) {
    types
        .type(rare(22, "int2vector", 1006))
        .type(rare(30, "oidvector", 1013))
        .type(rare(24, "regproc", 1008))
        .type(rare(2202, "regprocedure", 2207))
        .type(rare(2203, "regoper", 2208))
        .type(rare(2204, "regoperator", 2209))
        .type(rare(2205, "regclass", 2210))
        .type(rare(2206, "regtype", 2211))
        .type(rare(3734, "regconfig", 3735))
        .type(rare(3769, "regdictionary", 3770))
        .type(rare(4089, "regnamespace", 4090))
        .type(rare(4096, "regrole", 4097))
        .type(rare(4191, "regcollation", 4192))
        .type(PgType.scalar(194, "pg_node_tree", new TextCodec("pg_node_tree"), 0))
        .type(inText(3361, "pg_ndistinct"))
        .type(inText(3402, "pg_dependencies"))
        .type(inText(5017, "pg_mcv_list"))
        .type(inText(4600, "pg_brin_bloom_summary"))
        .type(inText(4601, "pg_brin_minmax_multi_summary"));
  }

  /** A type that few use: its codec is made when it is first needed, so that starting is quick. */
  private static PgType rare(int oid, String name, int arrayOid) {
    return PgType.scalar(oid, name, new LazyCodec(oid, name, NONE), arrayOid);
  }

  /** A type whose binary form is the server's own affair and which it takes in no form. */
  private static PgType inText(int oid, String name) {
    return PgType.scalar(oid, name, new TextCodec(name, false), 0);
  }

  private static void ranges(PgTypeRegistry.Builder types) {
    range(types, "int4", 3904, 3905, 4451, 6150);
    range(types, "num", 3906, 3907, 4532, 6151);
    range(types, "ts", 3908, 3909, 4533, 6152);
    range(types, "tstz", 3910, 3911, 4534, 6153);
    range(types, "date", 3912, 3913, 4535, 6155);
    range(types, "int8", 3926, 3927, 4536, 6157);
  }

  private static void range(
      PgTypeRegistry.Builder types, String name, int oid, int array, int multi, int multiArray) {
    String range = name + "range";
    String multirange = name + "multirange";
    types.type(rare(oid, range, array)).type(rare(multi, multirange, multiArray));
  }

  private static void pseudo(PgTypeRegistry.Builder types) {
    types
        .type(PgType.scalar(705, "unknown", new TextCodec("unknown"), 0))
        .type(PgType.scalar(2275, "cstring", new TextCodec("cstring"), 1263))
        .type(PgType.scalar(2278, "void", new TextCodec("void"), 0))
        .type(rare(2249, "record", 2287))
        .type(rare(2277, "anyarray", 0))
        .type(rare(5078, "anycompatiblearray", 0));
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
        .parameter(Period.class, INTERVAL)
        .parameter(PgMoney.class, MONEY)
        .parameter(BitString.class, VARBIT)
        .parameter(InetAddress.class, INET)
        .parameter(PgInet.class, INET)
        .parameter(PgLsn.class, PG_LSN)
        .parameter(Tid.class, TID)
        .parameter(Snapshot.class, PG_SNAPSHOT)
        .parameter(TsVector.class, TSVECTOR)
        .parameter(TsQuery.class, TSQUERY)
        .parameter(Geometry.Point.class, POINT)
        .parameter(Geometry.Line.class, LINE)
        .parameter(Geometry.LineSegment.class, LSEG)
        .parameter(Geometry.Box.class, BOX)
        .parameter(Geometry.Path.class, PATH)
        .parameter(Geometry.Polygon.class, POLYGON)
        .parameter(Geometry.Circle.class, CIRCLE);
  }

  /** Codecs that follow from others. */
  private static final class Derived implements CodecFactory {

    @Override
    public Codec<?> array(PgType element) {
      return new ArrayCodec(element);
    }

    @Override
    public Codec<?> withClasses(Codec<?> usual, List<Codec<?>> classes) {
      return new ClassCodec(usual, classes);
    }

    @Override
    public Codec<?> unknown(int oid) {
      return new TextCodec("oid " + Integer.toUnsignedString(oid), false);
    }
  }
}
