// SPDX-License-Identifier: Apache-2.0
package dev.upq.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.bytes.ByteWriter;
import dev.upq.codec.BuiltinTypes;
import dev.upq.fault.PgResultException;
import dev.upq.wire.DataRow;
import dev.upq.wire.Format;
import dev.upq.wire.Octets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rows as they lie in the arrays that they came in. */
class RowDataTest {

  private static final long SEED = 20_261_125;
  private static final int MOST_COLUMNS = 6;

  private static Columns columns(int count) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      columns.add(
          new Column(
              "c" + i,
              0,
              0,
              BuiltinTypes.registry().byName("text").orElseThrow(),
              -1,
              Format.BINARY));
    }
    return new Columns(columns);
  }

  private static @Nullable String text(SplittableRandom random) {
    return switch (random.nextInt(20)) {
      case 0, 1 -> null;
      case 2 -> "";
      case 3 -> "long ".repeat(random.nextInt(20_000));
      default -> Integer.toHexString(random.nextInt());
    };
  }

  private static DataRow row(List<@Nullable String> values) {
    List<@Nullable Octets> octets = new ArrayList<>();
    for (String value : values) {
      octets.add(value == null ? null : Octets.utf8(value));
    }
    return DataRow.of(octets);
  }

  /**
   * Rows in runs of frames, with other messages between some, and others in arrays of their own.
   */
  private static RowData scattered(SplittableRandom random, List<List<@Nullable String>> rows) {
    RowData data = new RowData();
    int next = 0;
    while (next < rows.size()) {
      if (random.nextInt(5) == 0) {
        DataRow bare = row(rows.get(next++));
        data.add(bare.array(), bare.from(), bare.to());
        continue;
      }
      ByteWriter out = new ByteWriter();
      List<int[]> bodies = new ArrayList<>();
      for (int i = random.nextInt(1, 8); i > 0 && next < rows.size(); i--) {
        out.bytes(new byte[random.nextInt(4) == 0 ? random.nextInt(9) : 0]);
        int from = out.size() + 5;
        row(rows.get(next++)).encode(out);
        bodies.add(new int[] {from, out.size()});
      }
      byte[] array = out.toByteArray();
      for (int[] body : bodies) {
        data.add(array, body[0], body[1]);
      }
    }
    return data;
  }

  @Test
  void everyRowIsFoundInOrderAndByItsIndex() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int run = 0; run < 200; run++) {
      int width = random.nextInt(MOST_COLUMNS + 1);
      List<List<@Nullable String>> rows = new ArrayList<>();
      for (int i = random.nextInt(40); i > 0; i--) {
        List<@Nullable String> values = new ArrayList<>();
        for (int column = 0; column < width; column++) {
          values.add(text(random));
        }
        rows.add(values);
      }
      QueryResult result =
          new QueryResult(columns(width), scattered(random, rows), "", RowMapping.scalars());
      assertThat(result.size()).isEqualTo(rows.size());
      List<List<@Nullable String>> read = result.list(row -> values(row, ordered(width)));
      assertThat(read).as("seed %d, run %d", SEED, run).isEqualTo(rows);
      for (int i : shuffled(random, rows.size())) {
        assertThat(values(result.row(i), shuffled(random, width)))
            .as("seed %d, run %d, row %d", SEED, run, i)
            .isEqualTo(rows.get(i));
      }
    }
  }

  /** Reads the columns in that order, each twice. */
  private static List<@Nullable String> values(Row row, List<Integer> order) {
    List<@Nullable String> values = new ArrayList<>(Collections.nCopies(order.size(), null));
    for (int column : order) {
      values.set(column, row.nullable(column, String.class));
      assertThat(row.isNull(column)).isEqualTo(values.get(column) == null);
    }
    return values;
  }

  private static List<Integer> ordered(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private static List<Integer> shuffled(SplittableRandom random, int count) {
    List<Integer> order = new ArrayList<>(ordered(count));
    for (int i = count - 1; i > 0; i--) {
      Collections.swap(order, i, random.nextInt(i + 1));
    }
    return order;
  }

  @Test
  void bodiesThatLieAsFarApartAsMessagesButAreNoneAreRowsToo() {
    byte[] body = body("ab");
    for (byte filler : new byte[] {0, 1, -1}) {
      ByteWriter out = new ByteWriter();
      out.bytes(body).bytes(filled(filler)).bytes(body);
      row(List.of("cd")).encode(out);
      int framed = out.size();
      out.bytes(filled(filler)).bytes(body);
      byte[] array = out.toByteArray();
      RowData data = new RowData();
      for (int end : new int[] {body.length, 2 * body.length + 5, framed, array.length}) {
        data.add(array, end - body.length, end);
      }
      data.add(body("ef"), 0, body.length);
      QueryResult result = new QueryResult(columns(1), data, "", RowMapping.scalars());
      assertThat(result.list(String.class)).containsExactly("ab", "ab", "cd", "ab", "ef");
    }
  }

  private static byte[] filled(byte filler) {
    byte[] bytes = new byte[5];
    Arrays.fill(bytes, filler);
    return bytes;
  }

  private static byte[] body(String value) {
    DataRow row = row(List.of(value));
    return Arrays.copyOfRange(row.array(), row.from(), row.to());
  }

  @Test
  void anIteratorEndsAndAnIndexOutsideIsRefused() {
    RowData data = new RowData();
    DataRow only = row(List.of("x"));
    data.add(only.array(), only.from(), only.to());
    QueryResult result = new QueryResult(columns(1), data, "SELECT 1", RowMapping.scalars());
    Iterator<Row> rows = result.iterator();
    assertThat(rows.next().text(0)).isEqualTo("x");
    assertThat(rows.hasNext()).isFalse();
    assertThatThrownBy(rows::next).isInstanceOf(NoSuchElementException.class);
    for (int index : new int[] {-1, 1, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> result.row(index)).isInstanceOf(PgResultException.class);
      assertThatThrownBy(() -> result.row(0).isNull(index)).isInstanceOf(PgResultException.class);
    }
  }
}
