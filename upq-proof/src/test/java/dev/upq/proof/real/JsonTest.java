// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.codec.BuiltinTypes;
import dev.upq.fault.PgDataException;
import dev.upq.fault.PgValueException;
import dev.upq.jackson.PgJson;
import dev.upq.row.Row;
import dev.upq.type.PgTypeRegistry;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/** Records in columns of json and jsonb, there and back. */
final class JsonTest {

  record Line(String item, int count, BigDecimal price) {}

  record Order(
      String customer,
      LocalDate day,
      Instant placed,
      OffsetDateTime due,
      List<Line> lines,
      Optional<String> note,
      OptionalInt floor,
      Map<String, List<Integer>> marks) {}

  record Loose(int a, String b) {}

  record Stored(long id, Order doc) {}

  record Found(long id, Optional<Order> doc) {}

  record Listed(long id, List<Line> doc) {}

  record Generic(long id, PgJson<Map<String, Line>> doc) {}

  private static final Line PEN = new Line("pen \"№\" \\ 😀", 3, new BigDecimal("1.10"));
  private static final Line CAR = new Line("", 1, new BigDecimal("1E+400"));

  private static final Order ORDER =
      new Order(
          "Zoë",
          LocalDate.of(2026, 2, 28),
          Instant.parse("2026-02-28T12:00:00.123456789Z"),
          OffsetDateTime.parse("2026-03-01T00:00:00+05:30"),
          List.of(PEN, new Line("rule", 0, new BigDecimal("0.00"))),
          Optional.empty(),
          OptionalInt.of(4),
          Map.of("x", List.of(1, 2), "y", List.of()));

  private final PgPool pool =
      PgPool.open(
          Servers.setup(Servers.inSchema(Servers.config(), "documents")).withTypes(types()));

  private static PgTypeRegistry types() {
    PgTypeRegistry.Builder types = BuiltinTypes.registry().toBuilder().providers();
    PgJson.of(Order.class).register(types);
    PgJson.of(Line.class).register(types);
    PgJson.of(Loose.class).lenient().register(types);
    return types.build();
  }

  private void table(String type) {
    pool.execute("create table stored (id bigint primary key, doc %s)".formatted(type));
  }

  @AfterEach
  void close() {
    pool.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "jsonb"})
  void recordsGoThereAndBack(String type) {
    table(type);
    pool.execute("insert into stored values ($1, $2), ($3, $4)", 1L, ORDER, 2L, null);
    assertThat(pool.query("select doc#>>'{lines,0,price}' from stored").row(0).text(0))
        .isEqualTo("1.10");
    assertThat(pool.query("select * from stored where id = 1").one(Stored.class))
        .isEqualTo(new Stored(1, ORDER));
    assertThat(pool.query("select * from stored order by id").list(Found.class))
        .containsExactly(new Found(1, Optional.of(ORDER)), new Found(2, Optional.empty()));
    assertThat(
            pool.query("select array_agg(doc order by id) from stored").row(0).list(0, Order.class))
        .containsExactly(ORDER, null);
    assertThat(pool.copyIn("stored", Stored.class, List.of(new Stored(3, ORDER)))).isEqualTo(1);
    assertThat(pool.query("select doc from stored where id = 3").row(0).get(0, Order.class))
        .isEqualTo(ORDER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "jsonb"})
  void listsAndTypesWithArgumentsGoThereAndBack(String type) {
    table(type);
    List<Line> lines = List.of(PEN, PEN);
    Map<String, Line> map = Map.of("a", PEN);
    pool.execute(
        "insert into stored values (1, $1), (2, $2)", PgJson.value(lines), PgJson.value(map));
    assertThat(pool.query("select * from stored where id = 1").one(Listed.class))
        .isEqualTo(new Listed(1, lines));
    Generic generic = pool.query("select * from stored where id = 2").one(Generic.class);
    assertThat(generic.doc().read(new TypeReference<>() {})).isEqualTo(map);
    JsonNode tree = pool.query("select doc from stored where id = 2").row(0).get(0, JsonNode.class);
    assertThat(tree.at("/a/price").decimalValue()).isEqualTo(new BigDecimal("1.10"));
    pool.execute("insert into stored values (3, $1)", tree);
    assertThat(
            pool.query("select doc::jsonb = $1 from stored where id = 3", tree)
                .row(0)
                .booleanValue(0))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "jsonb"})
  void strictReadingRefusesAndTheConnectionLivesOn(String type) {
    String text = "{\"item\": \"i\", \"count\": 1, \"price\": 2, \"b\": \"s3cret\"}";
    Row row = pool.query("select '%s'::%s".formatted(text, type)).row(0);
    assertThatThrownBy(() -> row.get(0, Line.class))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining(type)
        .hasMessageContaining("$.b is a key that nothing takes")
        .hasMessageNotContaining("s3cret");
    assertThat(row.get(0, Loose.class)).isEqualTo(new Loose(0, "s3cret"));
    assertThat(pool.query("select 1").oneLong()).isEqualTo(1);
  }

  @Test
  @DisplayName("TY-07: double keys are refused in json, and are not there any more in jsonb")
  void doubleKeys() {
    String twice = "'{\"item\": \"a\", \"count\": 1, \"count\": 2, \"price\": 0}'";
    Row row = pool.query("select %1$s::json, %1$s::jsonb".formatted(twice)).row(0);
    assertThatThrownBy(() -> row.get(0, Line.class)).hasMessageContaining("has a key twice");
    assertThat(row.get(1, Line.class)).isEqualTo(new Line("a", 2, BigDecimal.ZERO));
  }

  @Test
  @DisplayName("TY-07: 1e400 and the longest numbers; the server refuses U+0000 in jsonb")
  void nothingIsLost() {
    Line car = pool.query("select $1::jsonb", CAR).row(0).get(0, Line.class);
    assertThat(car.price()).isEqualByComparingTo(CAR.price());
    Line longest =
        new Line("", 1, new BigDecimal("-" + "7".repeat(131_072) + "." + "3".repeat(16_383)));
    assertThat(pool.query("select $1::jsonb", longest).row(0).get(0, Line.class))
        .isEqualTo(longest);
    for (String odd : List.of("a\u0000", "\uD83D", "\uDE00x")) {
      Line line = new Line(odd, 1, BigDecimal.ONE);
      assertThatThrownBy(() -> pool.query("select $1::jsonb", line))
          .isInstanceOf(PgDataException.class);
      String text = PgJson.value(line).text();
      assertThat(pool.query("select $1::text::json", text).row(0).get(0, Line.class))
          .isEqualTo(line);
    }
  }

  @Test
  @DisplayName("TY-07: a document of 32 MB there and back")
  void bigDocuments() {
    List<Line> lines =
        IntStream.range(0, 32)
            .mapToObj(
                i -> new Line(Character.toString('A' + i).repeat(1_000_000), i, BigDecimal.ONE))
            .toList();
    pool.execute("create table big (id bigint, doc jsonb)");
    pool.execute("insert into big values (1, $1)", PgJson.value(lines));
    assertThat(pool.query("select * from big").one(Listed.class)).isEqualTo(new Listed(1, lines));
  }
}
