// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.codec.BuiltinTypes;
import dev.upq.connection.PgConnection;
import dev.upq.connection.PgPipeline;
import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import dev.upq.type.Codec;
import dev.upq.type.Interval;
import dev.upq.type.PgArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Random values of every type there and back, with the server as the oracle. */
@OnEachServer
final class TypesTest {

  private static final int AT_ONCE = 5_000;
  private static final int VALUES = Soak.times(Integer.getInteger("upq.types.values", 2_000));

  /** The server writes it in a text that it does not read. */
  private static final Interval UNREADABLE = new Interval(0, 0, Long.MIN_VALUE);

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
  @Timeout(value = 12, unit = TimeUnit.HOURS)
  @DisplayName(
      "P7, TY-01, TY-02, TY-03, TY-05, TY-13, TY-14: random values of each type are exact in both"
          + " formats, there and back; their number is the property upq.types.values")
  void valuesAreExactInBothFormats() {
    RandomValues values = new RandomValues(seed, version);
    for (String type : values.types()) {
      for (int left = VALUES; left > 0; left -= AT_ONCE) {
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
    sent.removeIf(UNREADABLE::equals);
    same(type, sent.toArray(), readFromText(type, sent).toArray(), "text of ours");
  }

  /** What the server makes of the text forms that our codec writes. */
  private List<Object> readFromText(String type, List<Object> values) {
    Codec<?> array = BuiltinTypes.registry().byName(type + "[]").orElseThrow().codec();
    ByteWriter out = new ByteWriter();
    array.encodeObject(PgArray.of(1, values), out);
    String text = array.decodeAs(new ByteReader(out.toByteArray()), String.class);
    PgArray read =
        connection
            .query("select ($1::text)::\"%s\"[]".formatted(type), text)
            .row(0)
            .get(0, PgArray.class);
    return read.elements().stream().map(Objects::requireNonNull).toList();
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
        for (int i = Soak.times(100); i > 0; i--) {
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
