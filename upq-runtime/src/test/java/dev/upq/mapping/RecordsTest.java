// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.fault.PgResultException;
import dev.upq.fault.PgValueException;
import dev.upq.row.Columns;
import dev.upq.row.QueryResult;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rows to records: names, NULL, numbers, and what is told where they do not fit. */
final class RecordsTest {

  record Id(int id) {}

  record Plane(int id, String tailNumber, Optional<String> gate) {}

  record Primitives(byte a, short b, int c, long d, float e, double f, boolean g, char h) {}

  record Maybe(
      @Nullable Integer boxed,
      Optional<Integer> some,
      OptionalInt i,
      OptionalLong l,
      OptionalDouble d,
      Optional<List<String>> texts) {}

  record Checked(int amount) {
    Checked {
      if (amount < 0) {
        throw new IllegalArgumentException("amount " + amount);
      }
    }
  }

  enum Mood {
    CALM,
    @Label("very happy")
    HAPPY,
    IN_USE
  }

  enum Known {
    A,
    @Default
    OTHER
  }

  record Moods(Mood mood, Known known, List<Mood> list, Mood[] array) {}

  record Filled(
      @Default("7") int number,
      @Default String text,
      @Default("HAPPY") Mood mood,
      @Ignore long ignored,
      @Default("1.5") double factor,
      @Default("true") boolean flag,
      int id) {}

  record Box<T>(T value) {}

  record Boxes(Box<Integer> left, Box<String> right) {}

  record Var(int... numbers) {}

  record Empty() {}

  @Test
  void namesAreTakenExactlyAndThenWithoutCapitalsAndUnderscores() {
    for (String name : List.of("tailNumber", "tail_number", "tailnumber")) {
      assertThat(
              Results.row(Results.columns("gate text", name + " text", "id int4"), null, "N1", 7)
                  .one(Plane.class))
          .isEqualTo(new Plane(7, "N1", Optional.empty()));
    }
    assertThatThrownBy(
            () ->
                Results.row(
                        Results.columns(
                            "id int4", "gate text", "tail_number text", "tailnumber text"),
                        1,
                        "g",
                        "a",
                        "b")
                    .one(Plane.class))
        .isInstanceOf(PgResultException.class)
        .hasMessageContaining("tail_number")
        .hasMessageContaining("tailnumber");
  }

  @Test
  @DisplayName("RF-01: two columns of one name that a component wants are both named")
  void twoColumnsOfOneNameAreRefused() {
    QueryResult result = Results.row(Results.columns("id int4", "id int4"), 1, 2);
    assertThatThrownBy(() -> result.list(Id.class))
        .isInstanceOf(PgResultException.class)
        .hasMessageContaining("\"id\" (column 0, counted from 0) and \"id\" (column 1");
    assertThatThrownBy(() -> result.list(Mapping.lax(Id.class)))
        .isInstanceOf(PgResultException.class);
  }

  @Test
  @DisplayName("RF-02: for a column without a name an alias is suggested")
  void anAliasIsSuggested() {
    assertThatThrownBy(() -> Results.row(Results.columns("?column? int4"), 1).one(Id.class))
        .isInstanceOf(PgResultException.class)
        .hasMessageContaining("?column?")
        .hasMessageContaining("as name");
  }

  @Test
  @DisplayName("RF-03: NULL is an error in an int, null in an Integer, empty in what is optional")
  void nullGoesWhereItMay() {
    Columns columns =
        Results.columns("boxed int4", "some int4", "i int4", "l int8", "d float8", "texts text[]");
    assertThat(Results.row(columns, null, null, null, null, null, null).one(Maybe.class))
        .isEqualTo(
            new Maybe(
                null,
                Optional.empty(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                OptionalDouble.empty(),
                Optional.empty()));
    assertThat(Results.row(columns, 1, 2, 3, 4L, 5.0, List.of("x")).one(Maybe.class))
        .isEqualTo(
            new Maybe(
                1,
                Optional.of(2),
                OptionalInt.of(3),
                OptionalLong.of(4),
                OptionalDouble.of(5),
                Optional.of(List.of("x"))));
    QueryResult ids =
        Results.of(Results.columns("id int4"), new @Nullable Object[][] {{1}, {2}, {null}});
    assertThatThrownBy(() -> ids.list(Id.class))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining("row 2 (counted from 0)")
        .hasMessageContaining("component id of " + Id.class.getName())
        .hasMessageContaining("column \"id\"")
        .hasMessageContaining("NULL");
  }

  @Test
  @DisplayName("RF-04: a value that is too large or not exact is refused, with its row")
  void narrowingIsExact() {
    record Wide(long id) {}
    record Exact(BigDecimal id) {}
    refused(Id.class, "int8", Long.MAX_VALUE);
    refused(Wide.class, "numeric", new BigDecimal("1.5"));
    refused(Exact.class, "numeric", Double.NaN);
    record Small(short id) {}
    record Tiny(byte id) {}
    record Narrow(float id) {}
    refused(Small.class, "int4", 40_000);
    refused(Tiny.class, "int4", 200);
    refused(Narrow.class, "float8", 0.1);
    refused(Narrow.class, "int4", Integer.MAX_VALUE);
    assertThat(Results.row(Results.columns("id numeric"), 0.1).one(Narrow.class).id())
        .isEqualTo(0.1f);
    assertThat(Results.row(Results.columns("id float8"), 0.5).one(Narrow.class).id())
        .isEqualTo(0.5f);
  }

  private static void refused(Class<?> type, String column, Object value) {
    assertThatThrownBy(
            () ->
                Results.of(Results.columns("id " + column), new @Nullable Object[][] {{1}, {value}})
                    .list(type))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining("row 1 (counted from 0)")
        .hasMessageContaining("component id")
        .hasMessageContaining(type.getName())
        .hasMessageNotContaining(value.toString());
  }

  @Test
  @DisplayName("RF-05: what a constructor throws is wrapped with the row, and no value is told")
  void whatAConstructorThrowsIsWrapped() {
    QueryResult result =
        Results.of(Results.columns("amount int4"), new @Nullable Object[][] {{5}, {-4321}});
    assertThatThrownBy(() -> result.list(Checked.class))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining("row 1 (counted from 0)")
        .hasMessageContaining("IllegalArgumentException")
        .hasMessageNotContaining("4321")
        .hasRootCauseMessage("amount -4321");
  }

  @Test
  void everyPrimitiveIsRead() {
    Columns columns =
        Results.columns(
            "a int2", "b int2", "c int4", "d int8", "e float4", "f float8", "g bool", "h text");
    assertThat(
            Results.row(columns, -128, 32_767, 1 << 30, 1L << 60, 0.1f, 0.1, true, "x")
                .one(Primitives.class))
        .isEqualTo(
            new Primitives((byte) -128, (short) 32_767, 1 << 30, 1L << 60, 0.1f, 0.1, true, 'x'));
  }

  @Test
  @DisplayName("RF-16: an unknown label is an error, or the default constant where there is one")
  void enumsAreReadByTheirLabels() {
    Columns columns = Results.columns("mood text", "known text", "list text[]", "array text[]");
    Moods moods =
        Results.row(columns, "very happy", "news", List.of("in-use", "CALM"), List.of("calm"))
            .one(Moods.class);
    assertThat(moods.mood()).isEqualTo(Mood.HAPPY);
    assertThat(moods.known()).isEqualTo(Known.OTHER);
    assertThat(moods.list()).containsExactly(Mood.IN_USE, Mood.CALM);
    assertThat(moods.array()).containsExactly(Mood.CALM);
    for (String unknown : List.of("HAPPY", "happy", "sad", "")) {
      assertThatThrownBy(
              () -> Results.row(columns, unknown, "A", List.of(), List.of()).one(Moods.class))
          .isInstanceOf(PgValueException.class)
          .hasMessageContaining("component mood")
          .hasMessageContaining("very happy");
    }
    assertThat(Results.row(Results.columns("m text"), "very happy").one(Mood.class))
        .isEqualTo(Mood.HAPPY);
  }

  @Test
  void aDefaultStandsForAMissingColumnAndForNull() {
    Filled expected = new Filled(7, null, Mood.HAPPY, 0, 1.5, true, 3);
    assertThat(Results.row(Results.columns("id int4"), 3).one(Filled.class)).isEqualTo(expected);
    Columns all =
        Results.columns(
            "id int4", "number int4", "text text", "mood text", "factor float8", "flag bool");
    assertThat(Results.row(all, 3, null, null, null, null, null).one(Filled.class))
        .isEqualTo(expected);
    assertThat(Results.row(all, 3, 8, "t", "CALM", 2.5, false).one(Filled.class))
        .isEqualTo(new Filled(8, "t", Mood.CALM, 0, 2.5, false, 3));
    assertThatThrownBy(
            () -> Results.row(Results.columns("id int4", "ignored int8"), 3, 4L).one(Filled.class))
        .isInstanceOf(PgResultException.class)
        .hasMessageContaining("ignored");
  }

  @Test
  @DisplayName("RF-06: generic and nested generic records, varargs, and records of nothing")
  void unusualRecordsAreDefined() {
    assertThat(Results.row(Results.columns("value int8"), 5L).one(Box.class))
        .isEqualTo(new Box<>(5L));
    assertThat(
            Results.row(Results.columns("left_value int8", "right_value text"), 5L, "r")
                .one(Boxes.class))
        .isEqualTo(new Boxes(new Box<>(5), new Box<>("r")));
    assertThat(
            Results.row(Results.columns("numbers int4[]"), List.of(1, 2)).one(Var.class).numbers())
        .containsExactly(1, 2);
    assertThat(Results.of(Columns.none(), new Object[][] {{}, {}}).list(Empty.class)).hasSize(2);
    assertThatThrownBy(() -> Results.row(Results.columns("a int4"), 1).one(Empty.class))
        .isInstanceOf(PgResultException.class)
        .hasMessageContaining("[a]");
  }

  @Test
  @DisplayName("RF-13: a shape that does not fit is told where there is no row")
  void shapesAreToldWithoutARow() {
    QueryResult none = Results.of(Results.columns("id int4", "spare int4"));
    assertThatThrownBy(() -> none.list(Id.class)).hasMessageContaining("[spare]");
    assertThatThrownBy(() -> none.optional(Id.class)).hasMessageContaining("[spare]");
    assertThatThrownBy(() -> none.one(Id.class)).hasMessageContaining("[spare]");
    assertThatThrownBy(() -> none.list(Mapping.of(Plane.class))).hasMessageContaining("tailNumber");
    assertThatThrownBy(
            () ->
                none.optional(
                        Mapping.lax(Plane.class)
                            .positional()
                            .with(java.lang.invoke.MethodHandles.lookup()))
                    .orElseThrow())
        .isInstanceOf(java.util.NoSuchElementException.class);
  }

  @Test
  void laxLeavesOutWhatDoesNotFitAndNothingElse() {
    QueryResult result = Results.row(Results.columns("id int4", "spare int4"), 3, 4);
    assertThat(result.one(Mapping.lax(Plane.class)).toString())
        .isEqualTo("Plane[id=3, tailNumber=null, gate=Optional.empty]");
    assertThatThrownBy(
            () ->
                Results.row(Results.columns("id int4"), new @Nullable Object[] {null})
                    .one(Mapping.lax(Id.class)))
        .isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> result.one(Plane.class)).isInstanceOf(PgResultException.class);
  }

  @Test
  void positionsAreTakenOnlyWhenAsked() {
    QueryResult result =
        Results.row(Results.columns("?column? int4", "x text", "x text"), 3, "t", "g");
    assertThat(result.one(Mapping.of(Plane.class).positional()))
        .isEqualTo(new Plane(3, "t", Optional.of("g")));
    assertThatThrownBy(() -> result.one(Mapping.of(Id.class).positional()))
        .hasMessageContaining("[x, x]");
    assertThat(result.one(Mapping.of(Id.class).positional().lax())).isEqualTo(new Id(3));
    assertThatThrownBy(
            () ->
                Results.row(Results.columns("a int4"), 1).one(Mapping.of(Plane.class).positional()))
        .hasMessageContaining("[tailNumber, gate]");
    assertThat(result.one(Mapping.values())).containsExactly(3, "t", "g");
    assertThatThrownBy(() -> result.one(Mapping.map())).hasMessageContaining("several columns");
    Map<String, @Nullable Object> map =
        Results.row(Results.columns("a int4", "b text"), 1, null).one(Mapping.map());
    assertThat(map).containsEntry("a", 1).containsEntry("b", null);
  }

  @Test
  void listsOfListsAreRead() {
    record Matrix(List<List<Integer>> cells) {}
    assertThat(
            Results.row(Results.columns("cells int8[]"), List.of(List.of(1L, 2L), List.of(3L, 4L)))
                .one(Matrix.class)
                .cells())
        .containsExactly(List.of(1, 2), List.of(3, 4));
  }
}
