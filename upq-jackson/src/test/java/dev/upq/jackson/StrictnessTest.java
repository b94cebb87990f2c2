// SPDX-License-Identifier: Apache-2.0
package dev.upq.jackson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.OptBoolean;
import dev.upq.fault.PgValueException;
import dev.upq.fault.Sent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What is refused and what is forgiven, and how it is told. */
final class StrictnessTest {

  private static final String SECRET = "s3cret";

  record Point(int x, String name) {
    Point {
      if ("refused".equals(name)) {
        throw new IllegalArgumentException("not this one");
      }
    }
  }

  record Route(Point from, List<Point> via, Optional<Point> to, OptionalInt hops) {}

  record Loose(@JsonProperty(isRequired = OptBoolean.FALSE) String note, int n) {}

  enum Colour {
    RED,
    GREEN
  }

  record Paint(Colour colour) {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  sealed interface Shape {}

  record Circle(double radius) implements Shape {}

  record Square(double side) implements Shape {}

  private static String fault(JsonCodec<?> codec, String text) {
    PgValueException straight =
        catchThrowableOfType(
            PgValueException.class, () -> Documents.read(codec, text, codec.javaType()));
    PgValueException asText =
        catchThrowableOfType(PgValueException.class, () -> codec.decodeText(text));
    assertThat(straight).as(text).isNotNull();
    assertThat(straight.sent()).isEqualTo(Sent.ALL);
    assertThat(asText).hasMessage(straight.getMessage());
    assertThat(straight.getMessage()).doesNotContain(SECRET);
    assertThat(straight.getMessage()).contains("this value of " + codec.typeName());
    assertThat(straight.getMessage()).contains(codec.javaType().getName());
    return straight.getMessage();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"x\": 1, \"name\": \"a\", \"y\": \"s3cret\"}|$.y is a key that nothing takes",
        "{\"x\": 1}|$.name is missing",
        "{\"name\": \"a\"}|$.x is missing",
        "{\"x\": null, \"name\": \"a\"}|$.x is missing or does not fit int",
        "{\"x\": \"1\", \"name\": \"s3cret\"}|$.x is missing or does not fit int",
        "{\"x\": 1, \"name\": 7}|$.name is missing or does not fit java.lang.String",
        "{\"x\": 1.5, \"name\": \"a\"}|$.x is missing or does not fit int",
        "{\"x\": 3000000000, \"name\": \"a\"}|$.x is missing or does not fit int",
        "{\"x\": 1, \"x\": 2, \"name\": \"s3cret\"}|has a key twice",
        "{\"x\": 1, \"name\": \"a\"} \"s3cret\"|missing or does not fit",
        "[1, \"s3cret\"]|$ is missing or does not fit",
        "\"s3cret\"|$ is missing or does not fit",
        "null|is JSON's null",
      })
  void strictReadingRefuses(String text, String told) {
    assertThat(fault(PgJson.of(Point.class), text)).contains(told);
    assertThat(fault(PgJson.of(Point.class).json(), text)).contains(told);
  }

  @Test
  void lenientReadingForgives() {
    JsonCodec<Point> lenient = PgJson.of(Point.class).lenient();
    assertThat(Documents.readEachWay(lenient, "{\"x\": \"7\", \"y\": 1}"))
        .isEqualTo(new Point(7, null));
    assertThat(Documents.readEachWay(lenient, "{\"x\": null, \"name\": 5}"))
        .isEqualTo(new Point(0, "5"));
    assertThat(Documents.readEachWay(lenient.json(), "{\"x\": 1, \"x\": 2, \"name\": \"a\"}"))
        .isEqualTo(new Point(2, "a"));
    assertThat(fault(lenient, "{\"x\": 1.5}")).contains("$.x");
    assertThat(fault(lenient, "{\"x\": 3000000000}")).contains("$.x");
    assertThat(fault(lenient, "null")).contains("is JSON's null");
  }

  @Test
  void thePlaceOfAFailureIsTold() {
    assertThat(
            fault(
                PgJson.of(Route.class),
                "{\"from\": {\"x\": 1, \"name\": \"a\"}, \"via\": [{\"x\": 2, \"name\":"
                    + " \"s3cret\"}, {\"x\": \"s3cret\", \"name\": \"c\"}]}"))
        .endsWith("$.via[1].x is missing or does not fit int");
  }

  @Test
  void anOptionalMayBeAbsentOrNull() {
    JsonCodec<Route> codec = PgJson.of(Route.class);
    Route none = new Route(new Point(1, "a"), List.of(), Optional.empty(), OptionalInt.empty());
    String head = "{\"from\": {\"x\": 1, \"name\": \"a\"}, \"via\": []";
    assertThat(Documents.readEachWay(codec, head + "}")).isEqualTo(none);
    assertThat(Documents.readEachWay(codec, head + ", \"to\": null, \"hops\": null}"))
        .isEqualTo(none);
    Route some =
        new Route(new Point(1, "a"), List.of(), Optional.of(new Point(2, "")), OptionalInt.of(3));
    assertThat(Documents.readEachWay(codec, Documents.written(codec, some))).isEqualTo(some);
    assertThat(Documents.readEachWay(codec, Documents.written(codec, none))).isEqualTo(none);
  }

  @Test
  void whatIsAnnotatedAsNotRequiredMayBeAbsent() {
    JsonCodec<Loose> codec = PgJson.of(Loose.class);
    assertThat(Documents.readEachWay(codec, "{\"n\": 1}")).isEqualTo(new Loose(null, 1));
    assertThat(fault(codec, "{\"note\": \"\"}")).contains("$.n is missing");
  }

  @Test
  void anEnumIsReadByItsNameOnly() {
    JsonCodec<Paint> codec = PgJson.of(Paint.class);
    assertThat(Documents.readEachWay(codec, "{\"colour\": \"GREEN\"}"))
        .isEqualTo(new Paint(Colour.GREEN));
    assertThat(fault(codec, "{\"colour\": 1}")).contains("$.colour");
    assertThat(fault(codec, "{\"colour\": \"s3cret\"}")).contains("$.colour");
  }

  @Test
  void sealedTypesCarryTheirNameWhereverItsKeyStands() {
    JsonCodec<Shape> codec = PgJson.of(Shape.class);
    assertThat(Documents.written(codec, new Circle(2))).contains("\"kind\"");
    assertThat(Documents.readEachWay(codec, Documents.written(codec, new Square(3))))
        .isEqualTo(new Square(3));
    String late = Documents.written(codec, new Circle(2.5)).replaceAll("\\{(.*),(.*)}", "{$2,$1}");
    assertThat(late).endsWith("Circle\"}");
    assertThat(Documents.readEachWay(codec, late)).isEqualTo(new Circle(2.5));
    assertThat(fault(codec, late.replace("2.5", "1e400"))).contains("$.radius");
    assertThat(fault(codec, "{\"kind\": \"s3cret\", \"radius\": 1}")).contains("no type");
  }

  @Test
  void whatTheConstructorThrowsIsTheCause() {
    PgValueException refused =
        catchThrowableOfType(
            PgValueException.class,
            () -> PgJson.of(Point.class).decodeText("{\"x\": 1, \"name\": \"refused\"}"));
    assertThat(refused).hasMessageContaining("was refused by code of its class");
    assertThat(refused).hasCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("TY-07: keys that stand twice are refused at any depth, in trees and maps too")
  void doubleKeys() {
    String twice = "{\"a\": {\"b\": 1, \"b\": \"s3cret\"}}";
    assertThat(fault(PgJson.of(Map.class).json(), twice)).contains("has a key twice");
    assertThat(fault(PgJson.of(JsonNode.class).json(), twice)).contains("has a key twice");
  }
}
