// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.PgValueException;
import dev.upq.type.Codec;
import dev.upq.type.CodecProvider;
import dev.upq.type.Multirange;
import dev.upq.type.PgComposite;
import dev.upq.type.PgType;
import dev.upq.type.PgTypeRegistry;
import dev.upq.type.Range;
import dev.upq.type.TsQuery;
import dev.upq.type.TypeDescription;
import dev.upq.type.TypeDescription.Attribute;
import dev.upq.type.TypeDescription.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Types out of descriptions, and codecs put down by oid, name and class. */
class UserTypesTest {

  private static final PgTypeRegistry TYPES = UserValues.REGISTRY;
  private static final Shape UNIT =
      new Shape.Enumeration(List.of("days", "HOURS", "milli-seconds"));

  private static Codec<?> codec(PgTypeRegistry types, String name) {
    return types.byName(name).orElseThrow().codec();
  }

  private static byte[] encode(Codec<?> codec, Object value) {
    return RoundTripTest.encode(codec, value);
  }

  @Test
  void aTypeIsFoundByItsNameAndWithItsSchema() {
    assertThat(TYPES.byName("own.mood")).isEqualTo(TYPES.byName("mood")).isPresent();
    assertThat(TYPES.byName("own.mood[]")).isEqualTo(TYPES.byName("_mood")).isPresent();
    PgTypeRegistry two =
        UserTypes.with(
            TYPES,
            List.of(
                TypeDescription.of(7_000_000, "second", "mood", 7_000_001, UNIT),
                TypeDescription.of(7_000_002, "third", "mood", 0, UNIT),
                TypeDescription.of(7_000_004, "own", "int4", 0, UNIT)));
    assertThat(two.byName("mood")).isEmpty();
    assertThat(two.byName("second.mood")).isPresent();
    assertThat(two.byName("third.mood")).isPresent();
    assertThat(two.byName("int4").orElseThrow().oid()).isEqualTo(23);
    assertThat(two.byName("own.int4").orElseThrow().oid()).isEqualTo(7_000_004);
  }

  @Test
  void whatHoldsATypeThatNobodyKnowsIsText() {
    TypeDescription row =
        TypeDescription.of(
            8_000_000,
            "own",
            "row",
            8_000_001,
            new Shape.Composite(
                List.of(
                    new Attribute("a", 23, false),
                    new Attribute("gone", 0, true),
                    new Attribute("m", 8_000_003, false),
                    new Attribute("rows", 8_000_001, false))));
    TypeDescription array =
        TypeDescription.of(8_000_003, "own", "_m", 0, new Shape.Array(8_000_002));
    TypeDescription element = TypeDescription.of(8_000_002, "own", "m", 8_000_003, UNIT);
    List<TypeDescription> all = List.of(row, array, element);
    PgTypeRegistry types = UserTypes.with(BuiltinTypes.registry(), all);
    assertThat(types.type(8_000_001).binary()).isTrue();
    assertThat(types.type(8_000_003).elementOid()).isEqualTo(8_000_002);
    PgTypeRegistry half = UserTypes.with(BuiltinTypes.registry(), List.of(row));
    assertThat(half.type(8_000_000).binary()).as("a column is not known").isFalse();
    assertThat(half.type(8_000_001).binary()).isFalse();
  }

  @Test
  @DisplayName("TY-10: labels become constants by name or in capitals, and back")
  void enumLabels() {
    PgTypeRegistry types =
        UserTypes.with(TYPES, List.of(TypeDescription.of(9_000_000, "own", "unit", 0, UNIT)));
    Codec<?> codec = codec(types, "unit");
    assertThat(encode(codec, TimeUnit.DAYS)).asString().isEqualTo("days");
    assertThat(encode(codec, TimeUnit.HOURS)).asString().isEqualTo("HOURS");
    assertThat(encode(codec, TimeUnit.SECONDS)).asString().isEqualTo("SECONDS");
    assertThat(codec.decodeTextAs("days", TimeUnit.class)).isEqualTo(TimeUnit.DAYS);
    assertThat(codec.decodeTextAs("HOURS", TimeUnit.class)).isEqualTo(TimeUnit.HOURS);
    assertThat(codec.decodeTextAs("days", Object.class)).isEqualTo("days");
    assertThatThrownBy(() -> codec.decodeTextAs("milli-seconds", TimeUnit.class))
        .isInstanceOf(PgValueException.class)
        .hasMessageNotContaining("milli");
  }

  @Test
  @DisplayName("TY-11: a null composite is not a row of nulls; columns come by name or position")
  void composites() {
    Codec<?> pair = codec(TYPES, "pair");
    List<String> names = List.of("a", "b c");
    PgComposite nulls = new PgComposite(names, Arrays.asList(null, null));
    assertThat(pair.decodeTextObject("(,)")).isEqualTo(nulls);
    assertThat(pair.decodeTextObject("(,\"\")"))
        .isEqualTo(new PgComposite(names, Arrays.asList(null, "")));
    assertThat(codec(TYPES, "pair[]").decodeTextObject("{NULL,\"(,)\"}"))
        .isEqualTo(Arrays.asList(null, nulls));
    assertThat(encode(pair, new PgComposite(List.of("b c", "a"), List.of("x", 1))))
        .isEqualTo(encode(pair, PgComposite.of(1, "x")))
        .isEqualTo(encode(pair, Map.of("a", 1, "b c", "x")));
    for (Object unfit :
        List.of(
            PgComposite.of(1),
            new PgComposite(List.of("a", "c"), List.of(1, "x")),
            Map.of("z", 1),
            1)) {
      assertThatThrownBy(() -> encode(pair, unfit)).isInstanceOf(PgValueException.class);
    }
    byte[] three = encode(codec(TYPES, "pair"), nulls).clone();
    three[3] = 1;
    assertThatThrownBy(() -> pair.decodeObject(new ByteReader(three)))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining("1 columns");
    assertThat(((PgComposite) pair.decodeTextObject("(5,x)")).get("b c")).isEqualTo("x");
  }

  @Test
  @DisplayName("TY-11: an anonymous record is read by the oids in it and never written")
  void records() {
    PgComposite pair = new PgComposite(List.of("a", "b c"), Arrays.asList(7, null));
    Codec<?> record = codec(TYPES, "record");
    byte[] bytes = encode(codec(TYPES, "pair"), pair);
    assertThat(record.decodeObject(new ByteReader(bytes))).isEqualTo(PgComposite.of(7, null));
    assertThat(record.decodeAs(new ByteReader(bytes), String.class)).isEqualTo("(7,)");
    assertThat(record.decodeTextObject("(7,,\"a b\")")).isEqualTo(PgComposite.of("7", null, "a b"));
    assertThatThrownBy(() -> encode(record, pair)).isInstanceOf(PgValueException.class);
    ByteWriter unknown = new ByteWriter();
    unknown.int4(1).int4(99).int4(1).int1(0);
    assertThatThrownBy(() -> record.decodeObject(new ByteReader(unknown.toByteArray())))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining("oid 99");
  }

  @Test
  @DisplayName("TY-22: values nested without end are a protocol error, not an exhausted stack")
  void nestedWithoutEnd() {
    byte[] value = new byte[0];
    for (int i = 0; i < 20_000; i++) {
      ByteWriter out = new ByteWriter();
      out.int4(1).int4(2249).int4(value.length).bytes(value);
      value = out.toByteArray();
    }
    byte[] deep = value;
    assertThatThrownBy(() -> codec(TYPES, "record").decodeObject(new ByteReader(deep)))
        .isInstanceOf(PgProtocolException.class)
        .hasMessageContaining("nested");
  }

  @Test
  @DisplayName("TY-22: a length inside a value that is negative or too large is a protocol error")
  void lengthsInsideValues() {
    Map<String, Integer> lengthAt =
        Map.of(
            "int8range", 1,
            "textmultirange", 4,
            "pair", 8,
            "record", 8,
            "hstore", 4,
            "int4[]", 20,
            "pair[]", 20);
    lengthAt.forEach(
        (type, at) -> {
          for (int length : new int[] {-2, Integer.MIN_VALUE, 10_000, Integer.MAX_VALUE}) {
            ByteWriter out = new ByteWriter();
            out.bytes(encode(codec(TYPES, type.equals("record") ? "pair" : type), sample(type)));
            byte[] bytes = out.toByteArray();
            System.arraycopy(new ByteWriter().int4(length).toByteArray(), 0, bytes, at, 4);
            assertThatThrownBy(() -> codec(TYPES, type).decodeObject(new ByteReader(bytes)))
                .as("%s %d", type, length)
                .isInstanceOf(PgProtocolException.class);
          }
        });
  }

  private static Object sample(String type) {
    PgComposite pair = PgComposite.of(1, "x");
    return switch (type) {
      case "int8range" -> Range.closed(1L, 2L);
      case "textmultirange" -> Multirange.of(Range.closed("a", "b"));
      case "hstore" -> Map.of("a", "b");
      case "int4[]" -> List.of(7);
      case "pair[]" -> List.of(pair);
      default -> pair;
    };
  }

  @Test
  void aQueryNestedWithoutEndIsRefused() {
    Codec<?> codec = codec(TYPES, "tsquery");
    ByteWriter out = new ByteWriter();
    int nots = 100_000;
    out.int4(nots + 1);
    for (int i = 0; i < nots; i++) {
      out.int1(2).int1(1);
    }
    out.int1(1).int1(0).int1(0).cstring("a");
    assertThatThrownBy(() -> codec.decodeObject(new ByteReader(out.toByteArray())))
        .isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> codec.decodeTextObject("!".repeat(nots) + "'a'"))
        .isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> codec.decodeTextObject("'a'" + " & 'a'".repeat(nots)))
        .isInstanceOf(PgValueException.class);
    TsQuery query = new TsQuery.Word("a");
    for (int i = 0; i < TsQuery.MAX_DEPTH; i++) {
      query = new TsQuery.Not(query);
    }
    TsQuery deep = query;
    assertThatThrownBy(() -> encode(codec, deep)).isInstanceOf(PgValueException.class);
    assertThat(codec.decodeObject(new ByteReader(new byte[4]))).isEqualTo(TsQuery.Empty.QUERY);
    assertThat(codec.decodeTextObject("")).isEqualTo(TsQuery.Empty.QUERY);
    assertThatThrownBy(() -> encode(codec, TsQuery.Empty.QUERY))
        .isInstanceOf(PgValueException.class);
  }

  @Test
  @DisplayName("TY-13: bounds are whatever the subtype is written from")
  void rangeBounds() {
    Codec<?> codec = codec(TYPES, "int8range");
    assertThat(encode(codec, Range.closedOpen(1, 5))).isEqualTo(encode(codec, "[1,5)"));
    assertThat(codec.decodeTextObject("[\"1\",\"5\")")).isEqualTo(Range.closedOpen(1L, 5L));
    assertThat(codec.decodeTextObject("(,)")).isEqualTo(Range.all());
    assertThat(Range.closed(1, 5).map(i -> i * 2).toString()).isEqualTo("[2,10]");
    for (String text : List.of("", "[1,5", "1,5)", "[1)", "[1,5)x", "empty ", "[a,5)", "[\"1,5)")) {
      assertThatThrownBy(() -> codec.decodeTextObject(text)).isInstanceOf(PgValueException.class);
    }
    assertThatThrownBy(() -> encode(codec, Range.closed("a", "b")))
        .isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> codec.decodeObject(new ByteReader(new byte[] {0x20})))
        .isInstanceOf(PgValueException.class);
  }

  /** Whole degrees, as the binary form of int4. */
  private record Degrees(int whole) {}

  private static final class DegreesCodec implements Codec<Degrees> {

    @Override
    public String typeName() {
      return "degrees";
    }

    @Override
    public Class<Degrees> javaType() {
      return Degrees.class;
    }

    @Override
    public Degrees decode(ByteReader value) {
      int whole = value.int4();
      value.end();
      return new Degrees(whole);
    }

    @Override
    public Degrees decodeText(String text) {
      return new Degrees(Integer.parseInt(text));
    }

    @Override
    public void encode(Degrees value, ByteWriter out) {
      out.int4(value.whole());
    }
  }

  /** A library, as the service loader would find it. */
  public static final class Degreed implements CodecProvider {

    @Override
    public void register(PgTypeRegistry.Builder types) {
      types.javaType(23, new DegreesCodec()).named("own.angle", _ -> new DegreesCodec());
    }
  }

  @Test
  void oneClassHasACodecOfItsOwnAndTheOthersGoOn() {
    PgTypeRegistry.Builder builder = TYPES.toBuilder();
    new Degreed().register(builder);
    PgTypeRegistry types = builder.build();
    Codec<?> int4 = types.type(23).codec();
    byte[] ninety = encode(int4, new Degrees(90));
    assertThat(ninety).isEqualTo(encode(int4, 90));
    assertThat(int4.decodeAs(new ByteReader(ninety), Degrees.class)).isEqualTo(new Degrees(90));
    assertThat(int4.decodeAs(ninety, 0, 4, Degrees.class)).isEqualTo(new Degrees(90));
    assertThat(int4.decodeAs(new ByteReader(ninety), Object.class)).isEqualTo(90);
    assertThat(int4.decodeLong(new ByteReader(ninety))).isEqualTo(90);
    assertThat(int4.decodeTextAs("90", Degrees.class)).isEqualTo(new Degrees(90));
    assertThat(types.oidFor(Degrees.class)).hasValue(23);
    assertThat(types.oidFor(Degrees[].class)).hasValue(1007);
    Codec<?> array = types.type(1007).codec();
    byte[] many = encode(array, new Degrees[] {new Degrees(1), null});
    assertThat(array.decodeList(new ByteReader(many), Degrees.class))
        .containsExactly(new Degrees(1), null);
    assertThat(array.decodeObject(new ByteReader(many))).isEqualTo(Arrays.asList(1, null));
    PgComposite pair =
        (PgComposite)
            codec(types, "pair")
                .decodeObject(
                    new ByteReader(
                        encode(codec(types, "pair"), PgComposite.of(new Degrees(5), null))));
    assertThat(pair.get("a")).isEqualTo(5);
  }

  @Test
  void aCodecPutDownByNameServesTheTypeOnceItIsTold() {
    PgTypeRegistry.Builder builder = BuiltinTypes.registry().toBuilder();
    new Degreed().register(builder);
    builder.parameter(Degrees.class, 23).parameter(TimeUnit.class, "own.unit");
    builder.named("anywhere", _ -> new DegreesCodec());
    PgTypeRegistry before = builder.build();
    assertThat(before.oidFor(TimeUnit.class)).isEmpty();
    PgTypeRegistry types =
        UserTypes.with(
            before,
            List.of(
                TypeDescription.of(9_000_000, "own", "unit", 9_000_001, UNIT),
                TypeDescription.of(9_000_002, "own", "angle", 0, new Shape.Plain()),
                TypeDescription.of(9_000_006, "other", "anywhere", 0, new Shape.Plain()),
                TypeDescription.of(9_000_004, "other", "angle", 0, new Shape.Plain())));
    assertThat(types.oidFor(TimeUnit.class)).hasValue(9_000_000);
    assertThat(types.oidFor(TimeUnit[].class)).hasValue(9_000_001);
    PgType angle = types.type(9_000_002);
    assertThat(angle.codec().javaType()).isEqualTo(Degrees.class);
    assertThat(types.type(9_000_006).codec().javaType()).isEqualTo(Degrees.class);
    assertThat(types.knows(9_000_004)).as("of another schema, without a codec").isFalse();
  }

  @Test
  void aCodecThatTakesThePlaceOfAnotherServesWhatHoldsIt() {
    PgTypeRegistry types = TYPES.toBuilder().codec(23, new DegreesCodec()).build();
    List<Object> values = new ArrayList<>(Arrays.asList(new Degrees(5), "x"));
    PgComposite pair = new PgComposite(List.of("a", "b c"), values);
    Codec<?> codec = codec(types, "pair");
    assertThat(codec.decodeObject(new ByteReader(encode(codec, pair)))).isEqualTo(pair);
    Codec<?> range = codec(types, "int4range");
    assertThat(range.decodeObject(new ByteReader(encode(range, Range.atLeast(new Degrees(1))))))
        .isEqualTo(Range.atLeast(new Degrees(1)));
  }
}
