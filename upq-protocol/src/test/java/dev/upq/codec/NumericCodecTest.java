// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.bytes.ByteReader;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.PgValueException;
import dev.upq.type.PgNumeric;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumericCodecTest {

  private final NumericCodec codec = new NumericCodec();

  private static ByteReader hex(String hex) {
    return new ByteReader(HexFormat.of().parseHex(hex));
  }

  private void roundTrip(BigDecimal value) {
    byte[] bytes = RoundTripTest.encode(codec, value);
    assertThat(codec.decode(new ByteReader(bytes))).isEqualTo(value);
    assertThat(codec.decodeText(value.toPlainString())).isEqualTo(value);
  }

  @ParameterizedTest
  @DisplayName(
      "TY-01: zeros, the smallest fraction, scale and limits of the fast paths come back exactly")
  @ValueSource(
      strings = {
        "0",
        "0.00",
        "-0.00",
        "1.10",
        "1e-16383",
        "-1e-16383",
        "562949953421311",
        "562949953421312",
        "562949953421311.9",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "0.9999999999999999",
        "99999999999999999999999999999999999999.9999",
        "1000000000000000000000000",
        "1234567890123456.0000",
        "9999.9999",
        "1.0000000000000000000000000000000000000000000000001"
      })
  void exactBothWays(String number) {
    roundTrip(new BigDecimal(number));
  }

  @Test
  @DisplayName("TY-01: 131,072 digits before the point and 16,383 after it come back exactly")
  void theLongestNumberComesBack() {
    BigDecimal longest = new BigDecimal(new BigInteger("9".repeat(131_072 + 16_383)), 16_383);
    roundTrip(longest);
    roundTrip(longest.negate());
    roundTrip(new BigDecimal("1" + "0".repeat(131_071)));
  }

  @Test
  @DisplayName("TY-01: NaN and the infinities are values of their own, and no BigDecimal")
  void specialValues() {
    for (PgNumeric.Special special : PgNumeric.Special.values()) {
      byte[] bytes = RoundTripTest.encode(codec, special);
      assertThat(codec.decodeObject(new ByteReader(bytes))).isEqualTo(special);
      assertThat(codec.decodeAs(new ByteReader(bytes), PgNumeric.class)).isEqualTo(special);
      assertThat(codec.decodeDouble(new ByteReader(bytes)))
          .isEqualTo((Object) special.doubleValue());
      assertThat(codec.decodeTextObject(special.toString())).isEqualTo(special);
      assertThatThrownBy(() -> codec.decode(new ByteReader(bytes)))
          .isInstanceOf(PgValueException.class)
          .hasMessageContaining("numeric");
      assertThatThrownBy(() -> codec.decodeLong(new ByteReader(bytes)))
          .isInstanceOf(PgValueException.class);
    }
    assertThat(codec.decodeObject(hex("00000000d0000020")))
        .isEqualTo(PgNumeric.Special.POSITIVE_INFINITY);
    assertThat(RoundTripTest.encode(codec, Double.NaN))
        .isEqualTo(RoundTripTest.encode(codec, PgNumeric.Special.NAN));
  }

  @Test
  void negativeScaleBecomesScaleZero() {
    byte[] bytes = RoundTripTest.encode(codec, new BigDecimal("12e3"));
    assertThat(codec.decode(new ByteReader(bytes))).isEqualTo(new BigDecimal("12000"));
    assertThat(RoundTripTest.encode(codec, new BigDecimal("0e9")))
        .isEqualTo(RoundTripTest.encode(codec, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e131072", "1e2147483647", "1e-16384"})
  void whatPostgresCannotHoldIsRefused(String number) {
    assertThatThrownBy(() -> RoundTripTest.encode(codec, new BigDecimal(number)))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining("131072");
  }

  @Test
  void wholeNumbersAreReadWithoutLossOrRefused() {
    assertThat(codec.decodeLong(hex("00010001000000000001"))).isEqualTo(10_000);
    assertThat(codec.decodeInt(hex("00010001400000000001"))).isEqualTo(-10_000);
    assertThatThrownBy(() -> codec.decodeLong(hex("0002000000000002000103e8")))
        .isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> codec.decodeLong(hex("00010005000000000001")))
        .isInstanceOf(PgValueException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0001000000000000",
        "000100000000000027100a",
        "00010000000000002710",
        "00010000123400000001",
        "00010000000040000001",
        "0001000000000000000100",
        "00010000c00000000001",
        "ffff000000000000"
      })
  void brokenBytesBreakTheConnection(String bytes) {
    assertThatThrownBy(() -> codec.decodeObject(hex(bytes)))
        .isInstanceOf(PgProtocolException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "1e5", " 1", "+1", "1.2.3", "0x1", "nan", "١"})
  void otherTextsAreRefused(String text) {
    assertThatThrownBy(() -> codec.decodeTextObject(text)).isInstanceOf(PgValueException.class);
  }
}
