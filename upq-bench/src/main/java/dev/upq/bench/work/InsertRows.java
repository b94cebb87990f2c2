// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.work;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** B6: 1,000 rows, three columns. Stateless; the values are never changed. */
public final class InsertRows {

  public static final int ROWS = 1_000;

  public static final String INSERT =
      "insert into upq_bench.inserted (id, name, amount) values ($1, $2, $3)";

  public static final String INSERT_ARRAYS =
      "insert into upq_bench.inserted (id, name, amount)"
          + " select * from unnest($1::int4[], $2::text[], $3::int8[])";

  private static final List<Item> ITEMS =
      IntStream.range(0, ROWS).mapToObj(i -> new Item(i, "item number " + i, i * 97L)).toList();

  private InsertRows() {}

  /** A row. Immutable. */
  public record Item(int id, String name, long amount) {}

  static String schema() {
    return "create unlogged table upq_bench.inserted"
        + " (id int4 not null, name text not null, amount int8 not null);";
  }

  public static List<Item> items() {
    return ITEMS;
  }

  public static Integer[] ids() {
    return ITEMS.stream().map(Item::id).toArray(Integer[]::new);
  }

  public static String[] names() {
    return ITEMS.stream().map(Item::name).toArray(String[]::new);
  }

  public static Long[] amounts() {
    return ITEMS.stream().map(Item::amount).toArray(Long[]::new);
  }

  /** The sum of update counts. */
  public static long sum(int[] counts) {
    return Arrays.stream(counts).asLongStream().sum();
  }
}
