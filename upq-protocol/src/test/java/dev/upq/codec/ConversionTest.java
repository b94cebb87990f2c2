// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgException;
import dev.upq.fault.PgValueException;
import dev.upq.fault.Sent;
import dev.upq.type.Codec;
import dev.upq.type.PgNumeric;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What each type is read as and written from, and what is refused. */
class ConversionTest {

  private static final UUID ID = UUID.fromString("550e8400-e29b-41d4-a716-446655440000");

  private static Codec<?> codec(String name) {
    return BuiltinTypes.registry().byName(name).orElseThrow().codec();
  }

  private static <U> U there(String type, Object value, Class<U> back) {
    return codec(type).decodeAs(new ByteReader(RoundTripTest.encode(codec(type), value)), back);
  }

  private static void writeRefused(String type, Object value) {
    assertThatThrownBy(() -> codec(type).encodeObject(value, new ByteWriter(1000, 1000)))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining(type)
        .hasMessageContaining(value.getClass().getName())
        .matches(e -> ((PgException) e).sent() == Sent.NOTHING);
  }

  private static void readRefused(String type, Object value, Class<?> target) {
    assertThatThrownBy(() -> there(type, value, target))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining(type)
        .hasMessageContaining(target.getName())
        .matches(e -> ((PgException) e).sent() == Sent.ALL);
  }

  @Test
  void wholeNumbersAreReadAsWhateverHoldsThem() {
    for (String type : new String[] {"int2", "int4", "int8", "oid", "numeric"}) {
      assertThat(there(type, 42, Byte.class)).isEqualTo((byte) 42);
      assertThat(there(type, 42, Short.class)).isEqualTo((short) 42);
      assertThat(there(type, 42, Integer.class)).isEqualTo(42);
      assertThat(there(type, 42, int.class)).isEqualTo(42);
      assertThat(there(type, 42, Long.class)).isEqualTo(42L);
      assertThat(there(type, 42, Double.class)).isEqualTo(42.0);
      assertThat(there(type, 42, Float.class)).isEqualTo(42.0f);
      assertThat(there(type, 42, BigInteger.class)).isEqualTo(BigInteger.valueOf(42));
      assertThat(there(type, 42, BigDecimal.class)).isEqualTo(BigDecimal.valueOf(42));
      assertThat(there(type, 42, PgNumeric.class)).isEqualTo(PgNumeric.of(BigDecimal.valueOf(42)));
      assertThat(there(type, 42, String.class)).isEqualTo("42");
      assertThat(there(type, 42, Number.class).intValue()).isEqualTo(42);
      assertThat(there(type, 42, Object.class)).isInstanceOf(codec(type).javaType());
      readRefused(type, 1000, Byte.class);
      readRefused(type, 1000, Boolean.class);
      ByteReader bytes = new ByteReader(RoundTripTest.encode(codec(type), 42));
      assertThat(codec(type).decodeLong(bytes)).isEqualTo(42);
    }
    readRefused("int4", 100_000, Short.class);
    readRefused("int8", 1L << 31, Integer.class);
    readRefused("int8", (1L << 53) + 1, Double.class);
    readRefused("int8", Long.MAX_VALUE, Double.class);
    readRefused("int4", (1 << 24) + 1, Float.class);
    readRefused("numeric", new BigDecimal("0.5"), Long.class);
    readRefused("numeric", new BigDecimal("0.5"), BigInteger.class);
    readRefused("numeric", new BigDecimal("1e400"), Double.class);
    assertThat(there("int8", Long.MIN_VALUE, Double.class)).isEqualTo(-0x1p63);
    assertThat(there("numeric", new BigDecimal("0.1"), Double.class)).isEqualTo(0.1);
  }

  @Test
  void wholeNumbersAreWrittenFromWhateverFits() {
    Object[] kinds = {
      (byte) 7,
      (short) 7,
      7,
      7L,
      BigInteger.valueOf(7),
      new BigDecimal("7.00"),
      PgNumeric.of(BigDecimal.valueOf(7))
    };
    for (String type :
        new String[] {"int2", "int4", "int8", "oid", "float4", "float8", "numeric"}) {
      for (Object kind : kinds) {
        assertThat(
                there(type, kind, Integer.class == kind.getClass() ? Double.class : double.class))
            .isEqualTo(7.0);
      }
      ByteWriter out = new ByteWriter(100, 100);
      codec(type).encodeLong(7, out);
      assertThat(codec(type).decodeDouble(new ByteReader(out.toByteArray()))).isEqualTo(7.0);
      writeRefused(type, "7");
      writeRefused(type, 'x');
      writeRefused(type, true);
    }
    writeRefused("int2", 32_768);
    writeRefused("int4", 1L << 31);
    writeRefused("int4", BigInteger.TWO.pow(64));
    writeRefused("int4", new BigDecimal("7.5"));
    writeRefused("int4", 7.0);
    writeRefused("int4", PgNumeric.Special.NAN);
    writeRefused("oid", -1);
    writeRefused("int8", new BigDecimal("1e2147483647"));
    assertThatThrownBy(() -> codec("int2").encodeLong(40_000, new ByteWriter(9, 9)))
        .isInstanceOf(PgValueException.class);
  }

  @Test
  void floatsKeepWhatIsExactAndRoundDecimalsOnly() {
    assertThat(there("float8", 0.1f, Double.class)).isEqualTo((double) 0.1f);
    assertThat(there("float8", new BigDecimal("0.1"), Double.class)).isEqualTo(0.1);
    assertThat(there("float8", 0.1, BigDecimal.class)).isEqualTo(new BigDecimal("0.1"));
    assertThat(there("float4", 0.1f, BigDecimal.class)).isEqualTo(new BigDecimal("0.1"));
    assertThat(there("float4", 0.1, Float.class)).isEqualTo(0.1f);
    assertThat(there("float8", 0.5, Float.class)).isEqualTo(0.5f);
    assertThat(there("float8", Double.NaN, PgNumeric.class)).isEqualTo(PgNumeric.Special.NAN);
    assertThat(there("numeric", 0.1, BigDecimal.class)).isEqualTo(new BigDecimal("0.1"));
    assertThat(there("numeric", 0.1f, BigDecimal.class)).isEqualTo(new BigDecimal("0.1"));
    readRefused("float8", 0.1, Float.class);
    readRefused("float8", 1.0, Long.class);
    readRefused("float8", Double.NaN, BigDecimal.class);
    writeRefused("float8", (1L << 53) + 1);
    writeRefused("float8", BigInteger.TWO.pow(64).add(BigInteger.ONE));
    writeRefused("float8", BigInteger.TWO.pow(2000));
    writeRefused("float8", new BigDecimal("1e400"));
    writeRefused("float4", 1e300);
    writeRefused("float4", new BigDecimal("1e39"));
    writeRefused("float4", (1 << 24) + 1);
  }

  @Test
  @DisplayName("TY-14: NaN payloads, negative zero and denormals keep their bits")
  void floatBits() {
    for (long bits : new long[] {0x7ff8_dead_beef_0001L, 1L << 63, 1, 0x000f_ffff_ffff_ffffL}) {
      double back = there("float8", Double.longBitsToDouble(bits), Double.class);
      assertThat(Double.doubleToRawLongBits(back)).isEqualTo(bits);
    }
    for (int bits : new int[] {0x7fc1_2345, 1 << 31, 1, 0x007f_ffff}) {
      float back = there("float4", Float.intBitsToFloat(bits), Float.class);
      assertThat(Float.floatToRawIntBits(back)).isEqualTo(bits);
    }
    assertThat(codec("float8").decodeTextObject("-0")).isEqualTo(-0.0);
    assertThat(codec("float4").decodeTextObject("1e-45")).isEqualTo(Float.MIN_VALUE);
    assertThat(there("float8", Double.MIN_VALUE, String.class)).isEqualTo("5e-324");
    assertThat(there("float8", 1e15, String.class)).isEqualTo("1e+15");
    assertThat(there("float8", 1e14, String.class)).isEqualTo("100000000000000");
    for (String text : new String[] {"", "1d", "0x1p3", " 1", "inf", "1e999", "--1", "1f"}) {
      assertThatThrownBy(() -> codec("float8").decodeTextObject(text))
          .isInstanceOf(PgValueException.class);
    }
  }

  @Test
  void textsAreCharactersAndEnumsToo() {
    for (String type : new String[] {"text", "varchar", "bpchar", "name", "unknown"}) {
      assertThat(there(type, new StringBuilder("ab"), String.class)).isEqualTo("ab");
      assertThat(there(type, 'é', Character.class)).isEqualTo('é');
      assertThat(there(type, TimeUnit.DAYS, TimeUnit.class)).isEqualTo(TimeUnit.DAYS);
      assertThat(there(type, "ab", CharSequence.class)).isEqualTo("ab");
      readRefused(type, "ab", Character.class);
      readRefused(type, "ab", TimeUnit.class);
      readRefused(type, "1", Integer.class);
      writeRefused(type, 1);
      writeRefused(type, ID);
    }
  }

  @Test
  @DisplayName(
      "TY-08: NUL and lone surrogates are refused before anything is sent, in every text type")
  void unstorableTexts() {
    for (String type :
        new String[] {"text", "varchar", "bpchar", "name", "json", "jsonb", "text[]"}) {
      for (String text : new String[] {"a\0", "\ud83d", "\ude00x", "\ude00\ud83d"}) {
        Object value = type.endsWith("]") ? new String[] {text} : text;
        assertThatThrownBy(() -> RoundTripTest.encode(codec(type), value))
            .isInstanceOf(PgValueException.class);
      }
    }
    writeRefusedAnyMessage("text", '\ud83d');
  }

  private static void writeRefusedAnyMessage(String type, Object value) {
    assertThatThrownBy(() -> RoundTripTest.encode(codec(type), value))
        .isInstanceOf(PgValueException.class);
  }

  @Test
  @DisplayName(
      "TY-09: bytea of no byte, of all bytes, in hex and escape, and one beyond the message limit")
  void byteaLimits() {
    byte[] all = new byte[256];
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < 256; i++) {
      all[i] = (byte) i;
      String octal = "\\" + i / 64 + i / 8 % 8 + i % 8;
      escaped.append(i == '\\' ? "\\\\" : i >= 32 && i < 127 ? String.valueOf((char) i) : octal);
    }
    assertThat(there("bytea", new byte[0], byte[].class)).isEmpty();
    assertThat(there("bytea", all, byte[].class)).isEqualTo(all);
    assertThat(there("bytea", ByteBuffer.wrap(all, 1, 2), byte[].class)).containsExactly(1, 2);
    assertThat(there("bytea", ByteBuffer.wrap(all).asReadOnlyBuffer(), byte[].class))
        .isEqualTo(all);
    assertThat(there("bytea", all, ByteBuffer.class)).isEqualTo(ByteBuffer.wrap(all));
    assertThat(codec("bytea").decodeTextObject(escaped.toString())).isEqualTo(all);
    assertThat(codec("bytea").decodeTextObject("")).isEqualTo(new byte[0]);
    assertThatThrownBy(() -> codec("bytea").encodeObject(all, new ByteWriter(16, 255)))
        .isInstanceOf(PgValueException.class);
    for (String text : new String[] {"\\x0", "\\xzz", "\\", "\\12", "\\400", "é", "\\18x"}) {
      assertThatThrownBy(() -> codec("bytea").decodeTextObject(text))
          .isInstanceOf(PgValueException.class);
    }
    writeRefused("bytea", "text");
    readRefused("bytea", all, String.class);
  }

  @Test
  @DisplayName("TY-20: \"char\" is one byte, char(n) keeps its blanks, a name of 63 bytes is whole")
  void charKinds() {
    assertThat(there("char", 'r', Object.class)).isEqualTo('r');
    assertThat(there("char", "r", String.class)).isEqualTo("r");
    assertThat(there("char", "", Character.class)).isEqualTo('\0');
    assertThat(there("char", "\\377", Byte.class)).isEqualTo((byte) -1);
    assertThat(there("char", (byte) -1, String.class)).isEqualTo("\\377");
    assertThatThrownBy(() -> RoundTripTest.encode(codec("char"), "ab"))
        .isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> RoundTripTest.encode(codec("char"), '€'))
        .isInstanceOf(PgValueException.class);
    assertThat(there("bpchar", "a   ", String.class)).isEqualTo("a   ");
    assertThat(there("name", "é".repeat(31) + "x", String.class)).isEqualTo("é".repeat(31) + "x");
  }

  @Test
  void uuidsAndJsonAndBooleans() {
    assertThat(there("uuid", ID.toString(), UUID.class)).isEqualTo(ID);
    assertThat(there("uuid", ID, String.class)).isEqualTo(ID.toString());
    writeRefusedAnyMessage("uuid", "1-1-1-1-1");
    writeRefusedAnyMessage("uuid", "550e8400-e29b-41d4-a716-44665544000g");
    writeRefused("uuid", 1);
    assertThat(there("jsonb", new StringBuilder("{}"), String.class)).isEqualTo("{}");
    writeRefused("jsonb", 1);
    assertThatThrownBy(() -> codec("jsonb").decodeObject(new ByteReader(new byte[] {2, '1'})))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining("version");
    assertThat(there("bool", true, boolean.class)).isTrue();
    assertThat(there("bool", true, String.class)).isEqualTo("true");
    assertThat(codec("bool").decodeBoolean(new ByteReader(new byte[] {-1}))).isTrue();
    writeRefused("bool", 1);
    readRefused("bool", true, Integer.class);
    assertThatThrownBy(() -> codec("text").decodeBoolean(new ByteReader(new byte[] {1})))
        .isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> codec("text").decodeLong(new ByteReader(new byte[] {1})))
        .isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> codec("bool").decodeDouble(new ByteReader(new byte[] {1})))
        .isInstanceOf(PgValueException.class);
  }

  @Test
  void noMessageShowsTheValue() {
    String secret = "s3cret-5551234";
    Object[][] refusals = {
      {"int4", secret},
      {"uuid", secret},
      {"char", secret},
      {"timestamptz", secret},
      {"numeric", secret},
      {"int4", 5_551_234_000L},
      {"int2", 5_551_234},
      {"text", secret + "\0"},
      {"int4[]", new String[] {secret}}
    };
    for (Object[] refusal : refusals) {
      assertThatThrownBy(() -> RoundTripTest.encode(codec((String) refusal[0]), refusal[1]))
          .isInstanceOf(PgValueException.class)
          .hasMessageNotContaining("5551234");
    }
    for (String type : new RandomValues(0).scalars()) {
      if (codec(type).javaType() != String.class && !type.startsWith("reg")) {
        assertThatThrownBy(() -> codec(type).decodeTextObject("é" + secret))
            .isInstanceOf(PgValueException.class)
            .hasMessageNotContaining("5551234");
      }
    }
  }
}
