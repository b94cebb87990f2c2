// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.connection.BatchMode;
import dev.upq.connection.BatchSession;
import dev.upq.connection.PgPipeline;
import dev.upq.connection.Rows;
import dev.upq.connection.StreamSession;
import dev.upq.fault.PgResultException;
import dev.upq.fault.PgUsageException;
import dev.upq.pool.Lease;
import dev.upq.row.Row;
import dev.upq.tx.PgTransaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Parameters by name in pipelines, batches and streams of a pool, a lease and a transaction. */
@TestInstance(Lifecycle.PER_CLASS)
final class NamedEverywhereTest {

  private static final String INSERT = "insert into item (id, item_name) values (:id, :itemName)";
  private static final String BETWEEN =
      "select id, item_name from item where id between :low and :high and :low::int8 >= 0 order by"
          + " id";

  private final PgPool pool = Servers.pool(Servers.inSchema(Servers.config(), "by_name"));

  record Item(long id, String itemName) {}

  record Range(long low, long high) {}

  @BeforeEach
  void empty() {
    pool.execute("drop table if exists item");
    pool.execute("create table item (id int8 primary key, item_name text)");
  }

  @AfterAll
  void close() {
    pool.close();
  }

  private static List<Item> items(int count) {
    return IntStream.range(0, count).mapToObj(i -> new Item(i, "item " + i)).toList();
  }

  private static List<Item> read(Rows<Item> rows) {
    List<Item> all = new ArrayList<>();
    try (rows) {
      rows.forEach(all::add);
    }
    return all;
  }

  private static void batchesAndStreams(BatchSession batches, StreamSession streams) {
    assertThat(batches.executeNamedBatch(INSERT, items(1_500))).hasSize(1_500).containsOnly(1);
    assertThat(batches.executeNamedBatch(INSERT, items(0))).isEmpty();
    Iterable<Map<String, ?>> once =
        () ->
            IntStream.range(1_500, 1_510)
                .<Map<String, ?>>mapToObj(i -> Map.of("id", i, "itemName", "item " + i))
                .iterator();
    assertThat(batches.executeNamedBatch(INSERT, once)).hasSize(10).containsOnly(1);
    assertThat(
            batches.executeNamedBatch(
                BatchMode.MULTI_ROW, INSERT, List.of(new Item(2_000, "a"), new Item(2_001, "b"))))
        .containsExactly(1, 1);
    List<Item> expected = items(1_510).subList(1_497, 1_505);
    assertThat(read(streams.stream(Item.class, BETWEEN, new Range(1_497, 1_504))))
        .isEqualTo(expected);
    assertThat(read(streams.stream(Item.class, BETWEEN, Map.of("low", 1_497, "high", 1_504L))))
        .isEqualTo(expected);
    try (Rows<Row> rows = streams.stream("select :low::int8 + :high::int8", new Range(3, 4))) {
      assertThat(rows.next().orElseThrow().longValue(0)).isEqualTo(7);
    }
    try (Rows<Row> rows =
        streams.stream("select :low::int8 + :high::int8", Map.of("low", 5, "high", 6))) {
      assertThat(rows.next().orElseThrow().longValue(0)).isEqualTo(11);
    }
    assertThatThrownBy(() -> streams.stream(BETWEEN, Map.of("low", 1)))
        .isInstanceOf(PgUsageException.class)
        .hasMessageContaining("high");
    assertThatThrownBy(() -> batches.executeNamedBatch(INSERT, List.of(new Range(1, 2))))
        .isInstanceOf(PgUsageException.class)
        .hasMessageContaining("itemName");
    assertThat(batches.query("select count(*) from item").oneLong()).isEqualTo(1_512);
  }

  private static void pipelines(PgPipeline pipeline) {
    try (pipeline) {
      var first = pipeline.execute(INSERT, new Item(10_000, "one"));
      var second = pipeline.execute(INSERT, Map.of("id", 10_001, "itemName", "two"));
      var read = pipeline.query(BETWEEN, new Range(10_000, 10_001)).list(Item.class);
      var again = pipeline.query(BETWEEN, Map.of("low", 10_001, "high", 10_001));
      assertThatThrownBy(() -> pipeline.query(BETWEEN, new Item(1, "x")))
          .isInstanceOf(PgUsageException.class)
          .hasMessageContaining("low");
      pipeline.run();
      assertThat(first.get() + second.get()).isEqualTo(2);
      assertThat(read.get()).containsExactly(new Item(10_000, "one"), new Item(10_001, "two"));
      assertThat(again.get().size()).isOne();
    }
  }

  @Test
  @DisplayName("records, bar 9: a pool takes names in batches, streams and pipelines")
  void onAPool() {
    batchesAndStreams(pool, pool);
    pipelines(pool.pipeline());
  }

  @Test
  @DisplayName("records, bar 9: so does a lease, and its connection")
  void onALease() {
    try (Lease lease = pool.acquire()) {
      batchesAndStreams(lease, lease);
      pipelines(lease.pipeline());
      empty();
      batchesAndStreams(lease.connection(), lease.connection());
      pipelines(lease.connection().pipeline());
    }
  }

  @Test
  @DisplayName("records, bar 9: so does a transaction, and what it did is undone with it")
  void inATransaction() {
    try (PgTransaction tx = pool.begin()) {
      batchesAndStreams(tx, tx);
      pipelines(tx.pipeline());
      tx.rollback();
    }
    assertThat(pool.query("select count(*) from item").oneLong()).isZero();
  }

  @Test
  void aRowThatIsNullOrOfAnotherKindIsRefused() {
    Map<String, Object> noName = new HashMap<>();
    noName.put("id", 1);
    noName.put("itemName", null);
    assertThat(pool.executeNamedBatch(INSERT, List.of(noName))).containsExactly(1);
    assertThatThrownBy(() -> pool.executeNamedBatch(INSERT, List.of(new Item(2, "a"), "no record")))
        .isInstanceOf(PgResultException.class);
    assertThatThrownBy(() -> pool.executeNamedBatch(INSERT, Arrays.asList(new Item(3, "a"), null)))
        .isInstanceOf(PgUsageException.class)
        .hasMessageContaining("is null");
    assertThat(pool.query("select count(*) from item").oneLong()).isOne();
  }
}
