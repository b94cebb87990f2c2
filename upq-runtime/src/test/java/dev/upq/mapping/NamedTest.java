// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.fault.PgUsageException;
import dev.upq.row.RowMapping;
import dev.upq.type.Interval;
import dev.upq.type.RecordFields;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Parameters by name: what is one in a text, and where their values come from. */
final class NamedTest {

  record Airport(String iata, @Column("city") String town, Optional<String> state, OptionalInt n) {}

  record Trip(int id, Airport from, @Nullable Airport to) {}

  private static void reads(String sql, String rewritten, String... names) {
    NamedText.Found found = NamedText.read(sql);
    assertThat(found.sql()).isEqualTo(rewritten);
    assertThat(found.names()).containsExactly(names);
  }

  private static void hasNone(String sql) {
    reads(sql, sql);
  }

  @Test
  void aColonWithANameBehindItIsAParameter() {
    reads("select :a", "select $1", "a");
    reads("values (:iata,:name, :iata)", "values ($1,$2, $1)", "iata", "name");
    reads("select :a::int, x::text", "select $1::int, x::text", "a");
    reads("select :größe+:_b1", "select $1+$2", "größe", "_b1");
    reads("a=:a and b<>:b or c>=:c", "a=$1 and b<>$2 or c>=$3", "a", "b", "c");
    reads("f(a := :a, b=>:b, c:=:c)", "f(a := $1, b=>$2, c:=$3)", "a", "b", "c");
    reads("array[:a, :b]", "array[$1, $2]", "a", "b");
    reads("a[:lo : :hi]", "a[$1 : $2]", "lo", "hi");
    reads(
        "j -> :k ->> :l #> :m ? :n @> :o",
        "j -> $1 ->> $2 #> $3 ? $4 @> $5",
        "k",
        "l",
        "m",
        "n",
        "o");
    reads("x-:a/:b--c :d\n+:e", "x-$1/$2--c :d\n+$3", "a", "b", "e");
    reads(":a", "$1", "a");
    reads("select (:p).street", "select ($1).street", "p");
  }

  @Test
  void nothingElseIs() {
    hasNone("select x::int, '1'::text, (a)::b, a[1]::c, \"q\"::d");
    hasNone("select a[1:2], a[lo:hi], a[f(x):y], a[1:n], a['1':n]");
    hasNone("f(a := 1, b:=2)");
    hasNone("select ':a', 'it''s :b', E'\\':c', e'\\\\', U&'\\0061:d', B'1', ''");
    hasNone("select \":a\", \"x\"\":b\"");
    hasNone("select $$:a$$, $t$ :b $$ :c $t$, $ü$:d$ü$");
    hasNone("select 1 -- :a\n, 2 /* :b /* :c */ :d */");
    hasNone("select '{\"a\":1}'::jsonb, '12:30'::time");
    hasNone("select : a, :1, a:b, :");
    hasNone("select a$b$:c");
    hasNone("select $1, $2::int");
    hasNone("select ':a");
    hasNone("/* :a");
    hasNone("select $x$ :a");
    hasNone("select E'\\");
  }

  @Test
  void namesAndNumbersDoNotMix() {
    assertThatThrownBy(() -> NamedText.read("select :a, $1"))
        .isInstanceOf(PgUsageException.class)
        .hasMessageContaining("[a]");
  }

  @Test
  void anyTextIsReadToItsEnd() {
    long seed = 20_261_123;
    SplittableRandom random = new SplittableRandom(seed);
    String signs = ":'\"$-/*\\eE a7_\n[](),=x";
    for (int i = 0; i < 200_000; i++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(16);
      for (int j = 0; j < length; j++) {
        text.append(signs.charAt(random.nextInt(signs.length())));
      }
      String sql = text.toString();
      try {
        NamedText.Found found = NamedText.read(sql);
        String back = found.sql();
        for (int j = found.names().size(); j > 0; j--) {
          back = back.replace("$" + j, ":" + found.names().get(j - 1));
        }
        assertThat(back).as("seed %d, text %s", seed, sql).isEqualTo(sql);
      } catch (PgUsageException mixed) {
        assertThat(sql).contains("$7");
      }
    }
  }

  private static Object[] bind(String sql, Object parameters) {
    return RecordMapping.instance().<Object[]>named(sql, parameters, (text, values) -> values);
  }

  @Test
  void theComponentsOfARecordAreTheValues() {
    Airport airport = new Airport("HNL", "Honolulu", Optional.of("HI"), OptionalInt.empty());
    String sql = "values (:n, :iata, :town, :state, :iata)";
    assertThat(bind(sql, airport)).containsExactly(null, "HNL", "Honolulu", "HI");
    assertThat(bind("values (:n, :iata, :city, :state)", airport))
        .containsExactly(null, "HNL", "Honolulu", "HI");
    assertThatThrownBy(() -> bind("values (:iata, :nothing)", airport))
        .isInstanceOf(PgUsageException.class)
        .hasMessageContaining("no value for [nothing]")
        .hasMessageContaining("no parameter takes [town, state, n]")
        .hasMessageNotContaining("HNL");
    assertThat(bind("values (:iata)", Parameters.of(airport).lax())).containsExactly("HNL");
    assertThatThrownBy(() -> bind("values (:x)", Parameters.of(airport).lax()))
        .isInstanceOf(PgUsageException.class);
    assertThat(Parameters.positional(airport)).containsExactly("HNL", "Honolulu", "HI", null);
  }

  @Test
  void nestedRecordsAreReachedByTheirPrefix() {
    Airport from = new Airport("HNL", "Honolulu", Optional.of("HI"), OptionalInt.of(4));
    assertThat(
            bind(
                "values (:id, :from_iata, :from_n, :to_iata, :from_city)", new Trip(1, from, null)))
        .containsExactly(1, "HNL", 4, null, "Honolulu");
    Object whole = bind("values (:id, :from, :to)", new Trip(1, from, from))[1];
    assertThat(whole).isInstanceOf(RecordFields.class);
    assertThat((Map<?, ?>) whole)
        .isEqualTo(Map.of("iata", "HNL", "city", "Honolulu", "state", "HI", "n", 4));
  }

  @Test
  void theValuesOfAMapAreThose() {
    Map<String, @Nullable Object> map = new HashMap<>(Map.of("a", 1));
    map.put("b", null);
    assertThat(bind("values (:b, :a)", map)).containsExactly(null, 1);
    assertThatThrownBy(() -> bind("values (:a)", map)).hasMessageContaining("[b]");
    assertThatThrownBy(() -> bind("values (:a, :b, :c)", map)).hasMessageContaining("[c]");
    assertThat(bind("values (:a)", Parameters.of(map).lax())).containsExactly(1);
  }

  @Test
  void aTextWithoutNamesTakesTheRecordItself() {
    Interval interval = new Interval(1, 2, 3);
    assertThat(bind("select $1", interval)).containsExactly(interval);
    assertThat(bind("select $1", Map.of("k", "v"))).containsExactly(Map.of("k", "v"));
    assertThat(
            RowMapping.scalars()
                .<List<Object>>named(
                    "select :a", interval, (text, values) -> List.of(text, values[0])))
        .containsExactly("select :a", interval);
  }
}
