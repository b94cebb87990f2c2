// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.codec.BuiltinTypes;
import dev.upq.connection.PgConnection;
import dev.upq.connection.PgPipeline;
import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import dev.upq.type.Codec;
import dev.upq.type.PgArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Random values of every type there and back, with the server as the oracle. */
@OnEachServer
final class TypesTest {

  private static final int AT_ONCE = 5_000;

  private final long seed = Soak.seed(20_261_123);
  private final int version;
  private final PgConnection connection;

  TypesTest(int version) {
    this.version = version;
    connection = Servers.connect(Servers.config(version));
  }

  @AfterEach
  void close() {
    connection.close();
  }

  @Test
  @DisplayName(
      "P7, TY-01, TY-02, TY-03, TY-05, TY-14: 20,000 values of each type are exact in both formats")
  void valuesAreExactInBothFormats() {
    RandomValues values = new RandomValues(seed, version);
    for (String type : values.types()) {
      for (int left = Soak.times(20_000); left > 0; left -= AT_ONCE) {
        thereAndBack(type, values, Math.min(left, AT_ONCE));
      }
    }
  }

  private void thereAndBack(String type, RandomValues values, int count) {
    List<Object> sent = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      sent.add(values.value(type));
    }
    Codec<?> codec = BuiltinTypes.registry().byName(type).orElseThrow().codec();
    QueryResult result =
        connection.query(
            ("select v, format('%%s', v)"
                    + " from unnest($1::\"%s\"[]) with ordinality as t(v, n) order by n")
                .formatted(type),
            sent);
    assertThat(result.size()).isEqualTo(count);
    int i = 0;
    for (Row row : result) {
      Object expected = sent.get(i++);
      same(type, expected, row.get(0, Object.class), "binary");
      same(type, expected, codec.decodeTextObject(row.text(1)), "text " + row.text(1));
    }
  }

  private void same(String type, Object sent, Object got, String how) {
    if (!Objects.deepEquals(sent, got)) {
      throw new AssertionError(
          "%s: sent %s (%s), got %s (%s) from %s; seed %d"
              .formatted(type, sent, sent.getClass(), got, got.getClass(), how, seed));
    }
  }

  @Test
  @DisplayName(
      "P7, TY-06: arrays of each type with dimensions, bounds and nulls are exact in both formats")
  void arraysAreExactInBothFormats() {
    RandomValues values = new RandomValues(seed, version);
    for (String type : values.types()) {
      Codec<?> codec = BuiltinTypes.registry().byName(type + "[]").orElseThrow().codec();
      List<PgArray> sent = new ArrayList<>();
      List<PgPipeline.Pending<QueryResult>> answers = new ArrayList<>();
      try (PgPipeline pipeline = connection.pipeline()) {
        for (int i = Soak.times(200); i > 0; i--) {
          sent.add(values.array(type));
          answers.add(
              pipeline.query(
                  "select $1::\"%1$s\"[] as v, format('%%s', $1::\"%1$s\"[])".formatted(type),
                  sent.getLast()));
        }
        pipeline.run();
      }
      for (int i = 0; i < sent.size(); i++) {
        Row row = answers.get(i).get().row(0);
        sameArray(type, sent.get(i), row.get(0, PgArray.class));
        sameArray(type, sent.get(i), codec.decodeTextAs(row.text(1), PgArray.class));
      }
    }
  }

  private void sameArray(String type, PgArray sent, PgArray got) {
    assertThat(got.dimensions()).as(type).isEqualTo(sent.dimensions());
    same(type + "[]", sent.elements().toArray(), got.elements().toArray(), "array");
  }
}
