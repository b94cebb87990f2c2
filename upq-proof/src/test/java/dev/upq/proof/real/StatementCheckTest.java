// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgUsageException;
import dev.upq.mapping.StatementCheck;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The check of statements and records when a program starts. */
@OnEachServer
final class StatementCheckTest {

  record Item(int id, String name, @Nullable Integer amount, Optional<Instant> made) {}

  record Id(int id) {}

  record Amount(int amount) {}

  record Name(String name) {}

  record Made(Instant made) {}

  record Price(BigDecimal price) {}

  record Flag(boolean flag) {}

  record Key(UUID key) {}

  record Day(LocalDate day) {}

  record Tags(List<String> tags) {}

  record Wide(long id) {}

  record Local(LocalDateTime made) {}

  record Named(String id) {}

  record Numbers(List<Integer> tags) {}

  record Half(double price, short id, float f) {}

  enum Mood {
    CALM
  }

  record Moods(Mood name) {}

  private final PgConfig config;
  private final PgPool pool;

  StatementCheckTest(int version) {
    config = Servers.inSchema(Servers.config(version), "checks");
    pool = Servers.pool(config);
    pool.execute(
        "create table item (id int primary key, name text not null, amount int, made timestamptz,"
            + " price numeric not null, flag bool not null, key uuid not null, day date not null,"
            + " tags text[] not null)");
    pool.execute("create view items as select * from item");
  }

  @AfterEach
  void close() {
    pool.close();
  }

  private static StatementCheck sound(StatementCheck check) {
    return check
        .query("select id, name, amount, made from item", Item.class)
        .query("select id, name, amount, made from item where id = :id", Item.class, Id.class)
        .query("select count(*) from item", Long.class)
        .query("select price::float8, id, 1::float4 as f from item", Half.class)
        .query("select name from item", Moods.class)
        .query("select amount from items where amount is not null", Amount.class)
        .query("select coalesce(amount, 0) as amount from item", Amount.class)
        .query("select key from item", Key.class)
        .query("select day from item where flag = :flag", Day.class, Flag.class)
        .query("select tags from item where tags = :tags", Tags.class, Tags.class)
        .query("select made from item where made > :made", Made.class, Made.class)
        .query("select price from item where price = :price", Price.class, Price.class)
        .execute("insert into item (id, name) values (:id, 'x')", Id.class)
        .execute("update item set amount = :amount", Amount.class)
        .execute("delete from item");
  }

  @Test
  void whatFitsIsNotReportedAndNothingIsCarriedOut() {
    pool.execute(
        "insert into item values (1, 'n', 1, now(), 1, true, gen_random_uuid(), now(), '{}')");
    StatementCheck.Report report = pool.check(sound(StatementCheck.begin()));
    assertThat(report.misfits()).isEmpty();
    report.refuse();
    assertThat(pool.query("select count(*) from item").oneLong()).isOne();
  }

  /** 50 mistakes, one a statement. */
  private static StatementCheck planted() {
    StatementCheck check = StatementCheck.begin();
    for (String refused :
        List.of(
            "selec 1",
            "select nothing from item",
            "select * from nowhere",
            "select id from item where",
            "select missing(1)",
            "update item set no = 1",
            "select id from item group by name",
            "delete from item where id = 'x'::uuid")) {
      check.execute(refused);
    }
    for (String shape :
        List.of(
            "select id as i from item where :id > 0",
            "select id, name from item where id = :id",
            "select id, id from item where id = :id",
            "select 1, id from item where id = :id",
            "select name from item where id = :id",
            "select from item where id = :id",
            "select id as a, id as b, 3 as id, 4 as id from item where id = :id")) {
      check.query(shape, Id.class, Id.class);
    }
    check
        .query("select id, name, amount from item", Item.class)
        .query("select id, name, made from item", Item.class)
        .query("select id, name, amount, made, price from item", Item.class)
        .query("select id, name from item", Long.class);
    types(check);
    return parameters(check)
        .query("select amount from item", Amount.class)
        .query("select i.amount from item i join item j using (id)", Amount.class)
        .query("select max(i.id)::int as id, amount from item i group by amount", IdAmount.class);
  }

  record IdAmount(int id, int amount) {}

  private static void types(StatementCheck check) {
    check
        .query("select name as id from item", Id.class)
        .query("select made as id from item", Id.class)
        .query("select flag as id from item", Wide.class)
        .query("select key as id from item", Wide.class)
        .query("select tags as id from item", Wide.class)
        .query("select made from item", Local.class)
        .query("select day as made from item", Made.class)
        .query("select name as made from item", Made.class)
        .query("select id as flag from item", Flag.class)
        .query("select id as key from item", Key.class)
        .query("select name as day from item", Day.class)
        .query("select name as price from item", Price.class)
        .query("select id as tags from item", Numbers.class)
        .query("select tags from item", Numbers.class)
        .query("select made as name from item", Moods.class)
        .query("select tags from item", Long.class)
        .query("select price::float8 as id from item", Wide.class);
  }

  private static StatementCheck parameters(StatementCheck check) {
    return check
        .execute("update item set name = :nme", Name.class)
        .execute("update item set name = :name, amount = :amount", Name.class)
        .execute("update item set name = 'x' where :id > 1 and :id < 3", Item.class)
        .execute("update item set name = name where id = :name", Name.class)
        .execute("update item set name = name where made = :flag", Flag.class)
        .execute("update item set name = name where flag = :amount", Amount.class)
        .execute("update item set name = name where key = :price", Price.class)
        .execute("update item set name = name where day = :key", Key.class)
        .execute("update item set name = name where price = :made", Made.class)
        .query("select id from item where id = :day", Id.class, Day.class)
        .query("select id from item where flag = :id", Id.class, Id.class);
  }

  @Test
  @DisplayName("50 planted misfits of 50 are found, in one round trip and two for the catalogue")
  void everyPlantedMisfitIsFound() {
    AtomicLong turns = new AtomicLong();
    try (PgConnection connection =
        new Connector(CountedTurns.counting(Servers.setup(config), turns)).connect()) {
      long before = turns.get();
      StatementCheck.Report report = planted().run(connection);
      assertThat(turns.get() - before).as("round trips").isEqualTo(3);
      assertThat(report.statements()).isEqualTo(50);
      assertThat(report.misfits().stream().map(StatementCheck.Misfit::statement).distinct())
          .as(report.misfits().toString())
          .containsExactlyElementsOf(IntStream.range(0, 50).boxed().toList());
      before = turns.get();
      assertThat(
              StatementCheck.begin()
                  .query("select id as i from item", Name.class)
                  .execute("selec 1")
                  .run(connection)
                  .misfits())
          .hasSize(3);
      assertThat(turns.get() - before).as("round trips without a primitive").isOne();
      assertThat(connection.clean()).isTrue();
      assertThat(connection.preparedCount()).as("the catalogue query alone is kept").isOne();
      assertThatThrownBy(report::refuse)
          .isInstanceOf(PgUsageException.class)
          .hasMessageContaining("misfits in 50 statements")
          .hasMessageContaining("selec 1");
    }
  }

  @Test
  void manyStatementsLeaveInPieces() {
    StatementCheck check = StatementCheck.begin();
    for (int i = 0; i < 3_000; i++) {
      check.query(
          "select id, name, amount, made from item where id = " + i + " -- " + "x".repeat(200),
          Item.class);
    }
    check.execute("selec 1");
    assertThat(pool.check(check).misfits()).hasSize(1);
    StatementCheck usual = StatementCheck.begin();
    for (int i = 0; i < 500; i++) {
      usual.query("select id, name, amount, made from item where id = " + i, Item.class);
    }
    long begun = System.nanoTime();
    assertThat(pool.check(usual).misfits()).isEmpty();
    System.out.println("500 statements checked in " + (System.nanoTime() - begun) / 1_000 + " us");
  }
}
