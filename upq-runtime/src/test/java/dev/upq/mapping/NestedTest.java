// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.fault.PgResultException;
import dev.upq.fault.PgValueException;
import dev.upq.row.Columns;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Records inside records, and sealed interfaces of records. */
final class NestedTest {

  record Address(String street, Optional<String> city) {}

  record Person(int id, Address address) {}

  record Maybe(int id, Optional<Address> address) {}

  record OrNull(int id, @Nullable Address address) {}

  record Renamed(int id, @Nested(prefix = "a_") Address home, @Nested(prefix = "") Address flat) {}

  record Loose(@Nullable String street, Optional<String> city) {}

  record Keyed(int id, @Nested(key = "street") Optional<Loose> address) {}

  record All(int id, Loose address) {}

  record Deep(Optional<Inner> inner) {}

  record Inner(int id, Optional<Address> address) {}

  record Endless(int id, Optional<Endless> next) {}

  @Discriminator("kind")
  sealed interface Shape permits Circle, Round {}

  record Circle(double radius) implements Shape {}

  sealed interface Round extends Shape permits Box, LongBar {}

  @Label("box")
  record Box(double width, double height) implements Round {}

  record LongBar(double width) implements Round {}

  record Holder(int id, Shape shape) {}

  record MaybeHolder(int id, Optional<Shape> shape) {}

  private static final Columns PERSON =
      Results.columns("id int4", "address_street text", "address_city text");

  @Test
  void aNestedRecordIsFedByColumnsWithItsPrefix() {
    assertThat(Results.row(PERSON, 1, "s", null).one(Person.class))
        .isEqualTo(new Person(1, new Address("s", Optional.empty())));
    assertThat(
            Results.row(
                    Results.columns("id int4", "addressStreet text", "addressCity text"),
                    1,
                    "s",
                    "c")
                .one(Person.class))
        .isEqualTo(new Person(1, new Address("s", Optional.of("c"))));
    assertThat(
            Results.row(
                    Results.columns(
                        "id int4", "a_street text", "a_city text", "street text", "city text"),
                    1,
                    "s",
                    null,
                    "t",
                    "u")
                .one(Renamed.class))
        .isEqualTo(
            new Renamed(1, new Address("s", Optional.empty()), new Address("t", Optional.of("u"))));
    assertThatThrownBy(
            () ->
                Results.row(Results.columns("id int4", "address_street text"), 1, "s")
                    .one(Person.class))
        .isInstanceOf(PgResultException.class)
        .hasMessageContaining("[address.city]");
    assertThatThrownBy(() -> Results.row(PERSON, 1, null, "c").one(Person.class))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining("component address.street of " + Address.class.getName());
  }

  @Test
  @DisplayName("RF-14: a nested record is absent where all its columns are NULL, if it may be")
  void aNestedRecordMayBeAbsent() {
    assertThat(Results.row(PERSON, 1, null, null).one(Maybe.class))
        .isEqualTo(new Maybe(1, Optional.empty()));
    assertThat(Results.row(PERSON, 1, "s", null).one(Maybe.class))
        .isEqualTo(new Maybe(1, Optional.of(new Address("s", Optional.empty()))));
    assertThat(Results.row(PERSON, 1, null, null).one(OrNull.class)).isEqualTo(new OrNull(1, null));
    assertThatThrownBy(() -> Results.row(PERSON, 1, null, "c").one(Maybe.class))
        .isInstanceOf(PgValueException.class);
    // One that may not be absent is made, for all NULL is a row like any other there.
    assertThat(Results.row(PERSON, 1, null, null).one(All.class))
        .isEqualTo(new All(1, new Loose(null, Optional.empty())));
    assertThatThrownBy(() -> Results.row(PERSON, 1, null, null).one(Person.class))
        .isInstanceOf(PgValueException.class);
  }

  @Test
  @DisplayName("RF-14: a key tells a row that is not there from one that is all NULL")
  void aKeyTellsWhetherARecordIsThere() {
    assertThat(Results.row(PERSON, 1, null, "c").one(Keyed.class))
        .isEqualTo(new Keyed(1, Optional.empty()));
    assertThat(Results.row(PERSON, 1, "s", null).one(Keyed.class))
        .isEqualTo(new Keyed(1, Optional.of(new Loose("s", Optional.empty()))));
  }

  @Test
  void recordsNestAtAnyDepthButNotInThemselves() {
    Columns columns =
        Results.columns("inner_id int4", "inner_address_street text", "inner_address_city text");
    assertThat(Results.row(columns, 1, null, null).one(Deep.class))
        .isEqualTo(new Deep(Optional.of(new Inner(1, Optional.empty()))));
    assertThat(Results.row(columns, null, null, null).one(Deep.class))
        .isEqualTo(new Deep(Optional.empty()));
    assertThat(Results.row(Results.columns("x int4"), 1).one(Mapping.lax(Deep.class)))
        .isEqualTo(new Deep(Optional.empty()));
    assertThatThrownBy(() -> Results.row(Results.columns("id int4"), 1).one(Endless.class))
        .isInstanceOf(PgResultException.class)
        .hasMessageContaining("inside itself");
  }

  @Test
  void positionsGoThroughNestedRecords() {
    assertThat(
            Results.row(Results.columns("a int4", "b text", "c text"), 1, "s", "c")
                .one(Mapping.of(Maybe.class).positional()))
        .isEqualTo(new Maybe(1, Optional.of(new Address("s", Optional.of("c")))));
  }

  @Test
  void aDiscriminatorChoosesTheRecord() {
    Columns columns =
        Results.columns("kind text", "radius float8", "width float8", "height float8");
    assertThat(
            Results.of(
                    columns,
                    new @Nullable Object[][] {
                      {"Circle", 1.0, null, null},
                      {"box", null, 2.0, 3.0},
                      {"long_bar", null, 4.0, null},
                      {"circle", 5.0, null, null}
                    })
                .list(Shape.class))
        .containsExactly(new Circle(1), new Box(2, 3), new LongBar(4), new Circle(5));
    assertThatThrownBy(
            () ->
                Results.of(
                        columns,
                        new @Nullable Object[][] {
                          {"Circle", 1.0, null, null}, {"Box", null, 2.0, 3.0}
                        })
                    .list(Shape.class))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining("row 1 (counted from 0)")
        .hasMessageContaining("\"kind\"")
        .hasMessageContaining("box");
    assertThatThrownBy(
            () ->
                Results.of(Results.columns("radius float8", "width float8", "spare int4"))
                    .list(Shape.class))
        .isInstanceOf(PgResultException.class)
        .hasMessageContaining("@Discriminator(\"kind\")")
        .hasMessageContaining("height")
        .hasMessageContaining("[spare]");
    Columns held = Results.columns("id int4", "shape_kind text", "shape_radius float8");
    assertThat(
            Results.of(held, new @Nullable Object[][] {{1, "Circle", 2.0}, {2, null, null}})
                .list(Mapping.lax(MaybeHolder.class)))
        .containsExactly(
            new MaybeHolder(1, Optional.of(new Circle(2))), new MaybeHolder(2, Optional.empty()));
    assertThatThrownBy(
            () ->
                Results.of(held, new @Nullable Object[][] {{2, null, null}})
                    .list(Mapping.lax(Holder.class)))
        .isInstanceOf(PgValueException.class);
  }

  @Test
  void compositesBecomeRecordsFieldByField() {
    Columns columns =
        new Columns(
            List.of(
                Results.column("id", Results.type("int4")),
                Results.column("address", new PairCodec())));
    assertThat(Results.row(columns, 1, PairCodec.of("s", null)).one(Maybe.class))
        .isEqualTo(new Maybe(1, Optional.of(new Address("s", Optional.empty()))));
    assertThat(Results.row(columns, 1, null).one(Maybe.class))
        .isEqualTo(new Maybe(1, Optional.empty()));
    assertThatThrownBy(() -> Results.row(columns, 1, PairCodec.of(null, "c")).one(Person.class))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining("component address of " + Person.class.getName())
        .hasMessageContaining("street is NULL");
    record One(int street) {}
    record Odd(int id, One address) {}
    assertThatThrownBy(() -> Results.row(columns, 1, PairCodec.of("1", "c")).one(Odd.class))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining("city");
    Columns alone = new Columns(List.of(Results.column("whatever", new PairCodec())));
    assertThat(Results.row(alone, PairCodec.of("s", "c")).one(Address.class))
        .isEqualTo(new Address("s", Optional.of("c")));
  }
}
