// SPDX-License-Identifier: Apache-2.0
package dev.upq.jackson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.PgValueException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** No value is changed on its way. */
final class ExactValuesTest {

  record Amount(BigDecimal value) {}

  record Whole(BigInteger value) {}

  record Real(double value) {}

  record Small(float value) {}

  record Reals(double[] value) {}

  record Times(
      LocalDate date,
      LocalTime time,
      LocalDateTime local,
      Instant instant,
      OffsetDateTime offset,
      Duration duration,
      Period period) {}

  record Text(String value) {}

  private static String value(String number) {
    return "{\"value\":" + number + "}";
  }

  @ParameterizedTest
  @DisplayName("TY-07: 1e400 and long decimals keep every digit and their scale")
  @ValueSource(
      strings = {
        "1E+400",
        "1E-400",
        "1.10",
        "0.00",
        "0.1000000000000000055511151231257827",
        "123456789012345678901234567890.123456789012345678901234567890",
      })
  void decimalsAreExact(String number) {
    JsonCodec<Amount> codec = PgJson.of(Amount.class);
    Amount amount = new Amount(new BigDecimal(number));
    assertThat(Documents.readEachWay(codec, value(number))).isEqualTo(amount);
    assertThat(Documents.written(codec, amount)).isEqualTo(value(number));
    JsonNode tree = Documents.read(PgJson.of(JsonNode.class), value(number), JsonNode.class);
    assertThat(tree.get("value").decimalValue()).isEqualTo(new BigDecimal(number));
    Map<?, ?> map = Documents.read(PgJson.of(Map.class), value(number), Map.class);
    assertThat(map.get("value")).isEqualTo(new BigDecimal(number));
  }

  @Test
  @DisplayName("TY-07: the longest number that jsonb has")
  void theLongestNumber() {
    String digits = "7".repeat(131_072) + "." + "3".repeat(16_382) + "1";
    assertThat(Documents.read(PgJson.of(Amount.class), value("-" + digits), Amount.class))
        .isEqualTo(new Amount(new BigDecimal("-" + digits)));
    String whole = "7".repeat(131_072);
    assertThat(Documents.read(PgJson.of(Whole.class), value(whole), Whole.class))
        .isEqualTo(new Whole(new BigInteger(whole)));
    assertThatThrownBy(() -> PgJson.of(Amount.class).decodeText(value(whole + whole)))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining("a number of more than 147457 digits");
  }

  @Test
  @DisplayName("TY-07: a number that double cannot hold is refused, never infinite")
  void numbersOutOfRange() {
    for (JsonCodec<?> codec :
        List.of(
            PgJson.of(Real.class),
            PgJson.of(Real.class).lenient(),
            PgJson.of(Small.class),
            PgJson.of(Small.class).lenient())) {
      assertThatThrownBy(() -> codec.decodeText(value("-1e400")))
          .isInstanceOf(PgValueException.class)
          .hasMessageContaining("$.value is missing or does not fit");
    }
    assertThatThrownBy(() -> PgJson.of(Real.class).lenient().decodeText(value("\"1e400\"")))
        .isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> PgJson.of(Small.class).decodeText(value("1e39")))
        .isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> PgJson.of(Reals.class).decodeText(value("[1, 1e400]")))
        .isInstanceOf(PgValueException.class);
    assertThat(PgJson.of(Reals.class).decodeText(value("[1, 2.5]")).value())
        .containsExactly(1, 2.5);
    assertThatThrownBy(() -> PgJson.of(Double[].class).decodeText("[1, 1e400]"))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining("$[1]");
  }

  @Test
  void doublesComeBackBitForBit() {
    JsonCodec<Real> codec = PgJson.of(Real.class);
    for (double special :
        new double[] {
          0.0,
          -0.0,
          Double.MIN_VALUE,
          Double.MAX_VALUE,
          Double.NaN,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY
        }) {
      assertThat(codec.decodeText(Documents.written(codec, new Real(special))))
          .isEqualTo(new Real(special));
    }
    long seed = 20261123;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 10_000; i++) {
      double number = Double.longBitsToDouble(random.nextLong());
      if (!Double.isNaN(number)) {
        assertThat(codec.decodeText(Documents.written(codec, new Real(number))).value())
            .as("seed %s, %s", seed, i)
            .isEqualTo(number);
      }
    }
  }

  @Test
  void datesAndTimesAreIsoTextsWithTheirOffset() {
    JsonCodec<Times> codec = PgJson.of(Times.class);
    Times times =
        new Times(
            LocalDate.of(2026, 2, 28),
            LocalTime.of(23, 59, 59, 123_456_789),
            LocalDateTime.of(1, 1, 1, 0, 0),
            Instant.parse("2026-01-01T00:00:00.000001Z"),
            OffsetDateTime.of(2026, 7, 1, 12, 0, 0, 0, ZoneOffset.ofHoursMinutes(5, 30)),
            Duration.ofSeconds(-1, 500),
            Period.of(1, -2, 3));
    String written = Documents.written(codec, times);
    assertThat(written)
        .startsWith("{\"date\":\"2026-02-28\",\"time\":\"23:59:59.123456789\"")
        .contains("+05:30");
    assertThat(Documents.readEachWay(codec, written)).isEqualTo(times);
  }

  @Test
  @DisplayName(
      "TY-07: U+0000 and lone surrogates travel as escapes; json keeps, jsonb refuses them")
  void whatUtf8CannotHoldIsEscaped() {
    JsonCodec<Text> codec = PgJson.of(Text.class);
    String odd = "\u0000 \" \\ \u2028 \uD83D\uDE00 ü";
    String written = Documents.written(codec, new Text(odd));
    assertThat(written).contains("\\u0000");
    assertThat(Documents.readEachWay(codec, written)).isEqualTo(new Text(odd));
    for (String lone : List.of("a\uD83D", "\uDE00b", "\uD83Dx")) {
      String escaped = Documents.written(codec, new Text(lone));
      assertThat(escaped).contains("\\u");
      assertThat(Documents.readEachWay(codec, escaped)).isEqualTo(new Text(lone));
    }
  }

  @Test
  void aMessageOverItsLimitIsToldAsSuch() {
    ByteWriter out = new ByteWriter(16, 1_000);
    assertThatThrownBy(
            () -> PgJson.of(Text.class).encode(new Text("x".repeat(100_000)), out.int1(1)))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining("above the limit of 1000 bytes");
    assertThat(out.size()).isEqualTo(1);
  }

  @Test
  @DisplayName("TY-07: a document of 24 MB, written and read in pieces")
  void bigDocuments() {
    JsonCodec<String[]> codec = PgJson.of(String[].class);
    String[] texts = new String[24];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = Character.toString('a' + i).repeat(1_000_000);
    }
    ByteWriter out = new ByteWriter();
    codec.encode(texts, out);
    assertThat(out.size()).isGreaterThan(24_000_000);
    byte[] bytes = out.toByteArray();
    assertThat(codec.decodeAs(bytes, 0, bytes.length, String[].class)).isEqualTo(texts);
  }

  @Test
  void deepDocumentsAreRefusedBothWays() {
    String deep = "[".repeat(501) + "]".repeat(501);
    assertThatThrownBy(() -> PgJson.of(JsonNode.class).decodeText(deep))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining("nested deeper than 500 levels");
    List<Object> cycle = new ArrayList<>();
    cycle.add(cycle);
    assertThatThrownBy(() -> PgJson.value(cycle)).isInstanceOf(PgValueException.class);
  }

  @Test
  void aVersionOfJsonbThatIsNotKnownIsRefused() {
    JsonCodec<Text> codec = PgJson.of(Text.class);
    byte[] two = Documents.wire("json", "\u0002{}");
    assertThatThrownBy(() -> codec.decode(new ByteReader(two)))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining("a version that is not known");
    assertThatThrownBy(() -> codec.decodeAs(two, 0, two.length, Text.class))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining("a version that is not known");
    assertThatThrownBy(() -> codec.decodeAs(two, 0, 0, Text.class))
        .isInstanceOf(PgProtocolException.class);
  }

  @Test
  void otherClassesKeepTheirWay() {
    assertThatThrownBy(() -> Documents.read(PgJson.of(Text.class), "{}", UUID.class))
        .isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> PgJson.of(Text.class).encodeObject("{}", new ByteWriter()))
        .isInstanceOf(PgValueException.class)
        .isNotInstanceOf(PgUsageException.class);
  }
}
