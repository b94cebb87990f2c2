// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.PgValueException;
import dev.upq.type.Codec;
import dev.upq.type.Infinity;
import dev.upq.type.PgNumeric;
import dev.upq.type.PgType;
import dev.upq.type.PgTypeRegistry;
import java.nio.ByteBuffer;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuiltinTypesTest {

  private static final PgTypeRegistry TYPES = BuiltinTypes.registry();

  /** A type of the user's own: degrees in one byte. */
  private static final class Degrees implements Codec<Integer> {

    @Override
    public String typeName() {
      return "degrees";
    }

    @Override
    public Class<Integer> javaType() {
      return Integer.class;
    }

    @Override
    public Integer decode(ByteReader value) {
      int degrees = value.int1();
      value.end();
      return degrees;
    }

    @Override
    public Integer decodeText(String text) {
      return Integer.valueOf(text);
    }

    @Override
    public void encode(Integer value, ByteWriter out) {
      out.int1(value);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bool,16,1000",
    "bytea,17,1001",
    "char,18,1002",
    "name,19,1003",
    "int8,20,1016",
    "int2,21,1005",
    "int4,23,1007",
    "text,25,1009",
    "oid,26,1028",
    "xid,28,1011",
    "cid,29,1012",
    "json,114,199",
    "float4,700,1021",
    "float8,701,1022",
    "unknown,705,0",
    "bpchar,1042,1014",
    "varchar,1043,1015",
    "date,1082,1182",
    "time,1083,1183",
    "timestamp,1114,1115",
    "timestamptz,1184,1185",
    "interval,1186,1187",
    "timetz,1266,1270",
    "refcursor,1790,2201",
    "numeric,1700,1231",
    "uuid,2950,2951",
    "jsonb,3802,3807",
    "void,2278,0"
  })
  void builtInTypesHaveTheOidsOfTheCatalogue(String name, int oid, int arrayOid) {
    PgType type = TYPES.type(oid);
    assertThat(type.name()).isEqualTo(name);
    assertThat(type.arrayOid()).isEqualTo(arrayOid);
    assertThat(type.binary()).isTrue();
    assertThat(TYPES.byName(name)).containsSame(type);
    if (arrayOid != 0) {
      PgType array = TYPES.type(arrayOid);
      assertThat(array.isArray()).isTrue();
      assertThat(array.elementOid()).isEqualTo(oid);
      assertThat(TYPES.byName("_" + name)).containsSame(array);
      assertThat(TYPES.byName(name + "[]")).containsSame(array);
    }
  }

  @Test
  void anUnknownOidIsTextBothWays() {
    for (int oid : new int[] {0, 1, 99_999, -1, Integer.MIN_VALUE}) {
      PgType type = TYPES.type(oid);
      assertThat(TYPES.knows(oid)).isFalse();
      assertThat(type.oid()).isEqualTo(oid);
      assertThat(type.binary()).isFalse();
      ByteWriter out = new ByteWriter(100, 100);
      type.codec().encodeObject(DayOfWeek.FRIDAY, out);
      ByteReader value = new ByteReader(out.toByteArray());
      assertThat(type.codec().decodeAs(value, DayOfWeek.class)).isEqualTo(DayOfWeek.FRIDAY);
      assertThat(type.codec().decodeTextAs("x", String.class)).isEqualTo("x");
      assertThatThrownBy(() -> type.codec().encodeObject(1, out))
          .isInstanceOf(PgValueException.class);
    }
    assertThat(TYPES.type(-1).name()).isEqualTo("oid 4294967295");
  }

  @Test
  void everyOidIsFoundAmongMany() {
    PgTypeRegistry.Builder builder = TYPES.toBuilder();
    for (int oid = 100_000; oid < 110_000; oid += 2) {
      builder.type(PgType.scalar(oid, "t" + oid, new Degrees(), oid + 1));
    }
    PgTypeRegistry many = builder.build();
    for (int oid = 100_000; oid < 110_000; oid++) {
      assertThat(many.type(oid).oid()).isEqualTo(oid);
      assertThat(many.knows(oid)).isTrue();
    }
    assertThat(many.knows(110_000)).isFalse();
    assertThat(many.type(23)).isEqualTo(TYPES.type(23));
  }

  @Test
  void anotherCodecServesTheArrayToo() {
    PgTypeRegistry mine = TYPES.toBuilder().codec("int4", new Degrees()).build();
    byte[] bytes = write(mine.type(1007).codec(), List.of(1, 2));
    assertThat(bytes).hasSize(20 + 2 * 5);
    assertThat(mine.type(1007).codec().decodeObject(new ByteReader(bytes)))
        .isEqualTo(List.of(1, 2));
    assertThat(TYPES.type(23).codec().width()).as("the first registry is as it was").isEqualTo(4);
    assertThat(TYPES.toBuilder().codec(23, new Degrees()).build().type(23).codec().typeName())
        .isEqualTo("degrees");
  }

  @Test
  void aCodecOfOnesOwnNeedsFiveMethods() {
    Degrees codec = new Degrees();
    byte[] bytes = write(codec, 90);
    assertThat(codec.decodeAs(new ByteReader(bytes), Integer.class)).isEqualTo(90);
    assertThat(codec.decodeAs(new ByteReader(bytes), int.class)).isEqualTo(90);
    assertThat(codec.decodeAs(new ByteReader(bytes), Object.class)).isEqualTo(90);
    assertThat(codec.decodeTextAs("90", Number.class)).isEqualTo(90);
    assertThatThrownBy(() -> codec.decodeAs(new ByteReader(bytes), String.class))
        .isInstanceOf(PgValueException.class)
        .hasMessage("degrees cannot be read as java.lang.String; read it as java.lang.Integer");
    assertThatThrownBy(() -> codec.encodeObject("x", new ByteWriter(9, 9)))
        .isInstanceOf(PgValueException.class)
        .hasMessage("java.lang.String cannot be written as degrees; give it as java.lang.Integer");
  }

  @Test
  void mistakesInBuildingAreNamed() {
    PgTypeRegistry.Builder builder = TYPES.toBuilder();
    assertThatThrownBy(() -> builder.codec("geometry", new Degrees()))
        .isInstanceOf(PgUsageException.class)
        .hasMessageContaining("geometry");
    assertThatThrownBy(() -> builder.codec(99_999, new Degrees()))
        .isInstanceOf(PgUsageException.class);
    assertThatThrownBy(() -> builder.type(TYPES.type(1007)))
        .isInstanceOf(PgUsageException.class)
        .hasMessageContaining("_int4");
    builder.type(PgType.scalar(1007, "clash", new Degrees(), 0));
    assertThatThrownBy(builder::build).isInstanceOf(PgUsageException.class);
  }

  @Test
  void parametersAreDeclaredByTheirClass() {
    assertThat(TYPES.oidFor(Integer.class)).hasValue(23);
    assertThat(TYPES.oidFor(int.class)).hasValue(23);
    assertThat(TYPES.oidFor(Long.class)).hasValue(20);
    assertThat(TYPES.oidFor(String.class)).hasValue(25);
    assertThat(TYPES.oidFor(StringBuilder.class)).hasValue(25);
    assertThat(TYPES.oidFor(Instant.class)).hasValue(1184);
    assertThat(TYPES.oidFor(ZonedDateTime.class)).hasValue(1184);
    assertThat(TYPES.oidFor(LocalDateTime.class)).hasValue(1114);
    assertThat(TYPES.oidFor(byte[].class)).hasValue(17);
    assertThat(TYPES.oidFor(byte[][].class)).hasValue(1001);
    assertThat(TYPES.oidFor(ByteBuffer.allocate(1).getClass())).hasValue(17);
    assertThat(TYPES.oidFor(int[].class)).hasValue(1007);
    assertThat(TYPES.oidFor(Long[][].class)).hasValue(1016);
    assertThat(TYPES.oidFor(PgNumeric.Special.NAN.getClass())).hasValue(1700);
    assertThat(TYPES.oidFor(PgNumeric.Finite.class)).hasValue(1700);
    assertThat(TYPES.oidFor(DayOfWeek.class)).isEmpty();
    assertThat(TYPES.oidFor(DayOfWeek[].class)).isEmpty();
    assertThat(TYPES.oidFor(ArrayList.class)).isEmpty();
    assertThat(TYPES.oidFor(Object.class)).isEmpty();
    assertThat(TYPES.oidFor(Infinity.class)).isEmpty();
    assertThat(TYPES.toBuilder().parameter(DayOfWeek.class, 25).build().oidFor(DayOfWeek[].class))
        .hasValue(1009);
  }

  private static byte[] write(Codec<?> codec, Object value) {
    ByteWriter out = new ByteWriter(100, 1000);
    codec.encodeObject(value, out);
    return out.toByteArray();
  }
}
