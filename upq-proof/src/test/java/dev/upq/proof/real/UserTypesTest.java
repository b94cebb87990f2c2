// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.codec.BuiltinTypes;
import dev.upq.codec.UserTypes;
import dev.upq.config.PgConfig;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgValueException;
import dev.upq.row.Row;
import dev.upq.type.Cube;
import dev.upq.type.Multirange;
import dev.upq.type.PgArray;
import dev.upq.type.PgComposite;
import dev.upq.type.PgTypeRegistry;
import dev.upq.type.Range;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Types that a database has of its own, told by its catalogue, in binary both ways. */
@OnEachServer
final class UserTypesTest {

  private enum Mood {
    SAD,
    OK,
    VERY_HAPPY
  }

  private final PgConfig config;
  private @Nullable PgConnection open;

  UserTypesTest(int version) {
    config = Servers.inSchema(Servers.config(version), "own");
  }

  @AfterEach
  void close() {
    if (open != null) {
      open.close();
    }
  }

  /** A connection that knows these types, which the script makes. */
  private PgConnection knowing(PgTypeRegistry types, String script, String... names) {
    try (PgConnection first = new Connector(Servers.setup(config).withTypes(types)).connect()) {
      first.script("set client_min_messages = warning; " + script);
      PgTypeRegistry learned = first.types(oids(first, names));
      open = new Connector(Servers.setup(config).withTypes(learned)).connect();
      return open;
    }
  }

  private static Set<Integer> oids(PgConnection connection, String... names) {
    Set<Integer> oids = new TreeSet<>();
    for (String name : names) {
      oids.add((int) connection.query("select ($1::text)::regtype::oid::int8", name).oneLong());
    }
    return oids;
  }

  private PgConnection knowing(String script, String... names) {
    return knowing(BuiltinTypes.registry(), script, names);
  }

  /**
   * The value there and back in binary, and its text form there and back; what came back in binary
   * and what the server's text means are the same.
   */
  private static Object both(PgConnection connection, String type, Object value) {
    Row row =
        connection
            .query(
                "select $1::%1$s as v, format('%%s', $1::%1$s), pg_typeof($1)::text"
                    .formatted(type),
                value)
            .row(0);
    Object binary = row.get(0, Object.class);
    assertThat(row.columns().at(0).type().binary()).as(type).isTrue();
    String ours = row.get(0, String.class);
    assertThat(ours).as(type).isEqualTo(row.text(1));
    Row again = connection.query("select ($1::text)::%s".formatted(type), ours).row(0);
    assertThat(again.get(0, Object.class)).as(type).isEqualTo(binary);
    Row text = connection.script("select " + literal(row.text(1)) + "::" + type).getFirst().row(0);
    assertThat(text.get(0, Object.class)).as(type + " as text").isEqualTo(binary);
    return binary;
  }

  private static String literal(String text) {
    return " E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  @Test
  @DisplayName("TY-10: an enum by its labels, new and renamed ones, in another schema")
  void enums() {
    PgConnection connection =
        knowing("create type mood as enum ('sad', 'OK', 'very happy')", "mood");
    assertThat(both(connection, "mood", Mood.VERY_HAPPY)).isEqualTo("very happy");
    Row row = connection.query("select $1::mood, array[$1, null]::mood[]", Mood.OK).row(0);
    assertThat(row.get(0, Mood.class)).isEqualTo(Mood.OK);
    assertThat(row.list(1, Mood.class)).containsExactly(Mood.OK, null);
    connection.script(
        "alter type mood add value 'new'; alter type mood rename value 'sad' to 'blue'; drop schema"
            + " if exists other cascade; create schema other; alter type mood set schema other");
    assertThat(connection.query("select $1::other.mood", "new").oneText()).isEqualTo("new");
    assertThat(connection.query("select 'blue'::other.mood").oneText()).isEqualTo("blue");
    Row unknown = connection.query("select 'blue'::other.mood").row(0);
    assertThatThrownBy(() -> unknown.get(0, Mood.class)).isInstanceOf(PgValueException.class);
    connection.script("drop schema other cascade");
  }

  @Test
  @DisplayName("TY-10: an enum with labels of the caller's choice, put down by name")
  void enumsByLabel() {
    PgTypeRegistry types =
        BuiltinTypes.registry().toBuilder()
            .named(
                "own.state",
                type ->
                    UserTypes.enumeration(
                        type.name(), Mood.class, mood -> "<" + mood.ordinal() + ">"))
            .parameter(Mood.class, "own.state")
            .build();
    PgConnection connection =
        knowing(types, "create type state as enum ('<0>', '<1>', '<2>', 'x')", "state");
    Row row =
        connection.query("select $1::state, array[$1::state], 'x'::state", Mood.VERY_HAPPY).row(0);
    assertThat(row.get(0, Object.class)).isEqualTo(Mood.VERY_HAPPY);
    assertThat(row.list(1, Mood.class)).containsExactly(Mood.VERY_HAPPY);
    assertThat(row.get(2, Object.class)).isEqualTo("x");
    assertThat(row.get(0, String.class)).isEqualTo("<2>");
  }

  @Test
  @DisplayName("TY-11: composites nested, null and of nulls, with a dropped column, and records")
  void composites() {
    PgConnection connection =
        knowing(
            "create type pair as (a int, \"b c\" text);"
                + " create table thing (id int8, gone int, p pair, ps pair[], flag bool, b bytea);"
                + " alter table thing drop column gone",
            "thing");
    PgComposite pair = new PgComposite(List.of("a", "b c"), Arrays.asList(7, "x, \"y\" (z\\)"));
    PgComposite nulls = new PgComposite(List.of("a", "b c"), Arrays.asList(null, null));
    assertThat(both(connection, "pair", pair)).isEqualTo(pair);
    assertThat(both(connection, "pair", nulls)).isEqualTo(nulls);
    assertThat(both(connection, "pair", PgComposite.of(null, ""))).isNotEqualTo(nulls);
    assertThat(connection.query("select null::pair").row(0).isNull(0)).isTrue();
    PgComposite thing =
        new PgComposite(
            List.of("id", "p", "ps", "flag", "b"),
            Arrays.asList(1L, pair, Arrays.asList(nulls, null, pair), true, null));
    assertThat(both(connection, "thing", thing)).isEqualTo(thing);
    assertThat(both(connection, "thing[]", PgArray.of(1, List.of(thing))))
        .isEqualTo(List.of(thing));
    assertThat(
            connection
                .query("insert into thing select ($1::thing).* returning thing", thing)
                .row(0)
                .get(0, Object.class))
        .isEqualTo(thing);
    assertThat(connection.query("select $1::pair", Map.of("a", 3)).oneText()).isEqualTo("(3,)");
    assertThatThrownBy(() -> connection.query("select $1::pair", Map.of("z", 3)))
        .isInstanceOf(PgValueException.class);
    assertThat(
            connection
                .query("select row(1, null, 'a b', array[2], $1::pair)", pair)
                .row(0)
                .get(0, Object.class))
        .isEqualTo(PgComposite.of(1, null, "a b", List.of(2), pair));
    assertThat(connection.query("select array[row(1, true)]").row(0).get(0, Object.class))
        .isEqualTo(List.of(PgComposite.of(1, true)));
  }

  @Test
  @DisplayName(
      "TY-12: a domain over an array of a composite with a domain, and one that is not null")
  void domains() {
    PgConnection connection =
        knowing(
            "create domain positive as int check (value > 0) not null;"
                + " create type item as (n positive, t text);"
                + " create domain items as item[] check (cardinality(value) < 3);"
                + " create type basket as (label text, content items);"
                + " create domain upright as basket",
            "positive",
            "upright",
            "items");
    assertThat(both(connection, "positive", 5)).isEqualTo(5);
    PgComposite item = new PgComposite(List.of("n", "t"), List.of(5, "five"));
    assertThat(both(connection, "items", List.of(item))).isEqualTo(List.of(item));
    assertThat(both(connection, "positive[]", List.of(1, 2))).isEqualTo(List.of(1, 2));
    PgComposite basket =
        new PgComposite(List.of("label", "content"), List.of("all", List.of(item, item)));
    assertThat(both(connection, "basket", basket)).isEqualTo(basket);
    assertThat(both(connection, "upright", basket)).isEqualTo(basket);
    assertThatThrownBy(() -> connection.query("select $1::positive", -5))
        .hasMessageContaining("23514");
    assertThatThrownBy(() -> connection.query("select $1::items", List.of(item, item, item)))
        .hasMessageContaining("23514");
  }

  @Test
  @DisplayName("TY-13: ranges of the user's own, their multiranges, and ranges in canonical form")
  void ranges() {
    PgConnection connection =
        knowing(
            "create type textrange as range (subtype = text, collation = \"C\");"
                + " create type spans as (span textrange, many textmultirange)",
            "textrange",
            "textmultirange",
            "spans");
    Range<String> range = Range.closedOpen("a, \"b", "x\\y)");
    assertThat(both(connection, "textrange", range)).isEqualTo(range);
    assertThat(both(connection, "textrange", Range.closedOpen("", " ")))
        .isEqualTo(Range.closedOpen("", " "));
    assertThat(both(connection, "textrange", Range.empty())).isEqualTo(Range.empty());
    assertThat(both(connection, "textrange", Range.all())).isEqualTo(Range.all());
    Multirange<String> many = Multirange.of(Range.closed("a", "b"), Range.atLeast("c"));
    assertThat(both(connection, "textmultirange", many)).isEqualTo(many);
    assertThat(both(connection, "textmultirange", Multirange.of())).isEqualTo(Multirange.of());
    PgComposite spans = new PgComposite(List.of("span", "many"), List.of(range, many));
    assertThat(both(connection, "spans", spans)).isEqualTo(spans);
    assertThat(both(connection, "int4range", Range.closed(1, 5))).isEqualTo(Range.closedOpen(1, 6));
    assertThat(both(connection, "int4range", Range.closedOpen(3, 3))).isEqualTo(Range.empty());
    assertThat(both(connection, "int8range[]", List.of(Range.lessThan(7L), Range.all())))
        .isEqualTo(List.of(Range.lessThan(7L), Range.all()));
    assertThat(
            both(connection, "numrange", Range.closed(new BigDecimal("1.10"), new BigDecimal("2"))))
        .isEqualTo(Range.closed(new BigDecimal("1.10"), new BigDecimal("2")));
    assertThatThrownBy(() -> connection.query("select $1::int4range", Range.closed(5, 1)))
        .hasMessageContaining("22000");
  }

  @Test
  @DisplayName("the types of extensions that are known by name")
  void extensions() {
    PgConnection connection =
        knowing(
            "create extension if not exists hstore schema public;"
                + "create extension if not exists ltree schema public;"
                + "create extension if not exists citext schema public;"
                + "create extension if not exists cube schema public;"
                + "set search_path = own, public",
            "public.hstore",
            "public.ltree",
            "public.lquery",
            "public.ltxtquery",
            "public.citext",
            "public.cube");
    Map<String, @Nullable String> pairs = new LinkedHashMap<>();
    pairs.put("", "NULL");
    pairs.put("k", null);
    pairs.put("a\"b\\", "x=>y, 'é'");
    assertThat(both(connection, "public.hstore", pairs)).isEqualTo(pairs);
    assertThat(both(connection, "public.hstore", Map.of())).isEqualTo(Map.of());
    assertThat(both(connection, "public.hstore[]", List.of(pairs))).isEqualTo(List.of(pairs));
    assertThat(both(connection, "public.ltree", "a.b.c")).isEqualTo("a.b.c");
    assertThat(both(connection, "public.lquery", "a.*{1,2}.c")).isEqualTo("a.*{1,2}.c");
    assertThat(both(connection, "public.ltxtquery", "a & b")).isEqualTo("a & b");
    assertThat(both(connection, "public.citext", "MiXed")).isEqualTo("MiXed");
    assertThat(both(connection, "public.cube", Cube.point(List.of(1.0, -2.5))))
        .isEqualTo(Cube.point(List.of(1.0, -2.5)));
    Cube box = new Cube(List.of(1.0, 2.0, 3.0), List.of(4.0, 1e300, 5.5));
    assertThat(both(connection, "public.cube", box)).isEqualTo(box);
    assertThat(both(connection, "public.cube", Cube.point(List.of())))
        .isEqualTo(Cube.point(List.of()));
  }

  @Test
  @DisplayName("TY-21: a type that nobody has a codec for is text, and so is what holds it")
  void withoutACodec() {
    PgConnection connection =
        knowing(
            "create extension if not exists seg schema public;"
                + " create type holder as (s public.seg, n int)",
            "holder");
    assertThat(connection.query("select $1::public.seg", "1 .. 2").oneText()).isEqualTo("1 .. 2");
    Row row = connection.query("select $1::holder", PgComposite.of("1 .. 2", 3)).row(0);
    assertThat(row.columns().at(0).type().binary()).isFalse();
    assertThat(row.get(0, Object.class))
        .isEqualTo(new PgComposite(List.of("s", "n"), List.of("1 .. 2", 3)));
  }

  @Test
  void whatACatalogueTableHolds() {
    PgConnection connection = knowing("select 1");
    Row row =
        connection
            .query(
                "select proargtypes, proallargtypes, 'pg_class'::regclass from pg_proc where"
                    + " proname = 'pg_get_keywords'")
            .row(0);
    assertThat(row.get(0, long[].class)).isEmpty();
    assertThat(row.list(1, Long.class)).isNotEmpty();
    assertThat(row.longValue(2)).isEqualTo(1259);
    assertThat(connection.query("select $1::text::regclass", "pg_class").oneLong()).isEqualTo(1259);
    assertThatThrownBy(() -> connection.query("select $1::regclass", "pg_class"))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining("$1::text::regclass");
    connection.script(
        "create table samples as select i, i::text as t from generate_series(1, 9) i,"
            + " generate_series(1, 9); analyze samples");
    assertThat(
            connection
                .query(
                    "select most_common_vals from pg_stats where tablename = 'samples' and attname"
                        + " = 'i'")
                .row(0)
                .list(0, Integer.class))
        .hasSize(9);
    assertThat(connection.query("select ev_qual from pg_rewrite limit 1").row(0).text(0))
        .isEqualTo("<>");
  }
}
