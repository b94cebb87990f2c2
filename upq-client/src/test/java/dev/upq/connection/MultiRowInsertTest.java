// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.codec.BuiltinTypes;
import dev.upq.type.PgType;
import dev.upq.type.PgTypeRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultiRowInsertTest {

  private static final PgTypeRegistry TYPES = BuiltinTypes.registry();

  /** The types of $1 and $2. */
  private static final String ROWS =
      " from rows from (pg_catalog.unnest($1::pg_catalog._int4),"
          + " pg_catalog.unnest($2::pg_catalog._text)) as upq_row (v1, v2)";

  private static PgType type(String name) {
    return TYPES.byName(name).orElseThrow();
  }

  private static Optional<String> unnested(String sql, String... types) {
    List<PgType> parameters = new ArrayList<>();
    for (String each : types) {
      parameters.add(type(each));
    }
    return MultiRowInsert.of(sql).flatMap(insert -> insert.unnested(parameters, TYPES));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "insert into t values ($1, $2)|insert into t select upq_row.v1, upq_row.v2 FROM",
        "INSERT INTO s.t (a,b) VALUES($2,$1)"
            + "|INSERT INTO s.t (a,b) select upq_row.v2,upq_row.v1 FROM",
        "insert into \"a \"\"b\" (\"values\", values) values ($1, $2)"
            + "|insert into \"a \"\"b\" (\"values\", values) select upq_row.v1, upq_row.v2 FROM",
        "insert into values values ($1, $2);"
            + "|insert into values select upq_row.v1, upq_row.v2 FROM;",
        "insert into t as u (a) overriding system value values ($1 + length_of, $2)"
            + "|insert into t as u (a) overriding system value"
            + " select upq_row.v1 + length_of, upq_row.v2 FROM",
        "insert into t values ($1::int, 'a''b (', $2::numeric(10,2), ($1+1)*-2, now(), null)"
            + "|insert into t select upq_row.v1::int, 'a''b (', upq_row.v2::numeric(10,2),"
            + " (upq_row.v1+1)*-2, now(), null FROM",
        "insert into t values (coalesce($1, 0), cast($2 as varchar(3)), timestamp '2020-01-01')"
            + "|insert into t select coalesce(upq_row.v1, 0), cast(upq_row.v2 as varchar(3)),"
            + " timestamp '2020-01-01' FROM",
        "insert into t values ($1, $2) on conflict do nothing"
            + "|insert into t select upq_row.v1, upq_row.v2 FROM on conflict do nothing",
        "insert into t as o values ($1, $2) on conflict (a) do update set (b) = (excluded.b),"
            + " n = coalesce(o.n, 0) + 1 where (o.n < 5)"
            + "|insert into t as o select upq_row.v1, upq_row.v2 FROM on conflict (a) do update set"
            + " (b) = (excluded.b), n = coalesce(o.n, 0) + 1 where (o.n < 5)",
        "/* values */ insert -- into\n into t values ($1 /* $9 ) */, $2) ; -- returning"
            + "|/* values */ insert -- into\n into t select upq_row.v1 /* $9 ) */, upq_row.v2 FROM"
            + " ; -- returning",
        "insert into t values ($1, $2, u&'!0061' uescape '!', 1e-5, .5, 0x1f)"
            + "|insert into t select upq_row.v1, upq_row.v2, u&'!0061' uescape '!', 1e-5, .5, 0x1f"
            + " FROM",
        "insert into t values (array[$1], $2)"
            + "|insert into t select array[upq_row.v1], upq_row.v2 FROM",
        "insert into t values ($1, '$2', \"c $2\", $2)"
            + "|insert into t select upq_row.v1, '$2', \"c $2\", upq_row.v2 FROM",
      })
  void anInsertOfOneRowIsMadeOneOfMany(String pair) {
    String[] texts = pair.split("\\|");
    String text = unnested(texts[0], "int4", "text").orElseThrow();
    assertThat(text).isEqualTo(texts[1].replace(" FROM", ROWS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "insert",
        "insert into",
        "insert into t",
        "insert into t values",
        "insert into t values (",
        "insert into t values ()",
        "insert into t values ($1",
        "insert into t values (($1, $2)",
        "insert into t values (1, 'two')",
        "insert into t values ($1), ($2)",
        "insert into t values ($1, $2) returning id",
        "insert into t values ($1, $2) on conflict do nothing returning id",
        "insert into t values ($1, default)",
        "insert into t values ($1, DEFAULT)",
        "insert into t default values",
        "insert into t select $1, $2",
        "insert into t (select $1, $2)",
        "insert into t table u",
        "insert into t (a) select $1 from (values ($2)) v",
        "with w as (select 1) insert into t values ($1, $2)",
        "insert into t with w as (select 1) values ($1, $2)",
        "insert into t values ($1, (select max(b) from t))",
        "insert into t values ($1, (table u))",
        "insert into t values ($1, (values (1)))",
        "insert into t values ($1, f($2))",
        "insert into t values ($1, s.f ($2))",
        "insert into t values ($1, \"now\"($2))",
        "insert into t values ($1, f /* x */ -- y\n ($2))",
        "insert into t values (nextval('s'), $1)",
        "insert into t values (count(*) over (order by $1))",
        "insert into t values ($1, row($2, 1))",
        "insert into t values ($1, 'a\\b')",
        "insert into t values ($1, e'b')",
        "insert into t values ($1, $$ b $$)",
        "insert into t values ($1, $a$ b $a$)",
        "insert into t values ($1, 'b)",
        "insert into t values ($1, \"b)",
        "insert into \"t values ($1, $2)",
        "insert into t values ($1x, $2)",
        "insert into t values ($, $2)",
        "insert into t values ($123456, $2)",
        "insert into t values ($1, $2) -- one\r returning id",
        "insert into t values ($1, $2) /* open",
        "insert into t values ($1, $2); insert into t values ($1, $2)",
        "insert into t values ($1, $2);;",
        "insert into t values ($1, $2) on",
        "insert into t values ($1, $2) union select 1, 2",
        "insert into t values ($1, $2) on conflict (a) do update set b = $2",
        "insert into t values ($1, $2) on conflict (a) do update set b = f(excluded.b)",
        "insert into t values ($1, $2) on conflict (a) do update set b = (select 1)",
        "insert into t values ($1, $2) on conflict (lower(a)) do nothing",
        "insert into t (a[1]) values ($1)",
        "insert into t (a.b) values ($1)",
        "insert into t.(a) values ($1)",
        "insert into t as values ($1)",
        "insert into t overriding values ($1)",
        "insert t values ($1)",
        "inserts into t values ($1, $2)",
        "update t set a = $1",
        "merge into t using u on (a = $1) when matched then delete",
        "explain insert into t values ($1, $2)",
        "select 'insert into t values ($1, $2)'",
        "-- insert into t values ($1, $2)",
        "/* insert into t values ($1, $2) */",
        "'insert' into t values ($1, $2)",
        "\"insert\" into t values ($1, $2)",
      })
  void anyOtherTextIsLeftAsItIs(String sql) {
    Optional<String> text = unnested(sql, "int4", "text");
    // A comment that does not end is one the server refuses before.
    assertThat(text.isPresent()).as(sql).isEqualTo(sql.endsWith("/* open"));
  }

  @Test
  void aTypeWithoutAnArrayThatIsKnownIsLeftAsItIs() {
    String sql = "insert into t values ($1)";
    assertThat(unnested(sql, "int4")).isPresent();
    assertThat(unnested(sql, "bytea")).isPresent();
    assertThat(unnested(sql, "_int4")).isEmpty();
    assertThat(unnested(sql, "unknown")).isEmpty();
    MultiRowInsert insert = MultiRowInsert.of(sql).orElseThrow();
    PgType own = TYPES.type(99_999);
    assertThat(insert.unnested(List.of(own), TYPES)).isEmpty();
    PgType ownWithArray = PgType.scalar(99_998, "own", type("text").codec(), 99_999);
    assertThat(insert.unnested(List.of(ownWithArray), TYPES)).isEmpty();
  }

  @Test
  void aParameterThatTheServerDidNotDescribeIsLeftAsItIs() {
    assertThat(unnested("insert into t values ($0)", "int4")).isEmpty();
    assertThat(unnested("insert into t values ($2)", "int4")).isEmpty();
    assertThat(unnested("insert into t values ($65535)", "int4")).isEmpty();
  }

  @Test
  void noTextMakesItFail() {
    String[] parts =
        ("insert|into|t|values|(|)|$1|$2|,|'|\"|$$|--|/*|*/|\n|\r|;|on|conflict|do|nothing|as|.|::"
                + "|int|\\|e'x'|default|now|$|$9999999999|\u2003|é|1e5|overriding|[|")
            .split("\\|");
    SplittableRandom random = new SplittableRandom(20_261_123);
    for (int i = 0; i < 200_000; i++) {
      StringBuilder sql =
          new StringBuilder(random.nextInt(3) > 0 ? "insert into t values ($1" : "");
      for (int j = random.nextInt(12); j > 0; j--) {
        sql.append(parts[random.nextInt(parts.length)]).append(random.nextBoolean() ? " " : "");
      }
      unnested(sql.toString(), "int4", "text")
          .ifPresent(text -> assertThat(text).contains("unnest($1::pg_catalog._int4)"));
    }
  }
}
