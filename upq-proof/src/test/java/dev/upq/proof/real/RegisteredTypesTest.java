// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.PgTypes;
import dev.upq.config.PgConfig;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgValueException;
import dev.upq.mapping.RecordMapping;
import dev.upq.row.Row;
import dev.upq.type.PgComposite;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Types of the user's own, given once to a pool. */
@OnEachServer
final class RegisteredTypesTest {

  private enum Mood {
    SAD,
    VERY_HAPPY
  }

  private record Money(BigDecimal amount, String currencyCode) {}

  private record Price(long id, Money value, Mood mood, Optional<Integer> rank) {}

  private record Holder(Money m, Mood d) {}

  private final PgConfig config;
  private final PgConnection aside;

  RegisteredTypesTest(int version) {
    config = Servers.inSchema(Servers.config(version), "given");
    aside = Servers.connect(config);
    aside.script(
        "set client_min_messages = warning; drop schema if exists billing cascade; create schema"
            + " billing; create type billing.money as (amount numeric, currency_code text); create"
            + " type mood as enum ('sad', 'very happy'); create type price as (id int8, value"
            + " billing.money, mood mood, rank int); create table holder (m billing.money, d"
            + " mood)");
  }

  @AfterEach
  void close() {
    aside.script("drop schema billing cascade");
    aside.close();
  }

  private PgPool pool(PgTypes types) {
    return PgPool.open(
        ConnectionSetup.of(config)
            .withMapping(RecordMapping.instance())
            .withTypes(types.registry()));
  }

  private static PgTypes types() {
    return PgTypes.builtIn()
        .enumeration(Mood.class, "mood")
        .composite(Money.class, "billing.money")
        .composite(Price.class, "price");
  }

  @Test
  @DisplayName("enums and composites are Java enums and records in both directions, in each other")
  void bothWays() {
    Money money = new Money(new BigDecimal("1.10"), "EUR");
    Price price = new Price(7, money, Mood.VERY_HAPPY, Optional.empty());
    try (PgPool pool = pool(types())) {
      Row row =
          pool.query(
                  "select $1::price, array[$1::price, null], ($1::price).mood, $2::billing.money",
                  price,
                  money)
              .row(0);
      assertThat(row.columns().at(0).type().binary()).isTrue();
      assertThat(row.get(0, Price.class)).isEqualTo(price);
      assertThat(row.get(0, Object.class)).isEqualTo(price);
      assertThat(row.list(1, Price.class)).containsExactly(price, null);
      assertThat(row.get(2, Object.class)).isEqualTo(Mood.VERY_HAPPY);
      assertThat(row.text(2)).isEqualTo("very happy");
      assertThat(row.get(3, Money.class)).isEqualTo(money);
      assertThat(row.text(3)).isEqualTo("(1.10,EUR)");
      pool.query("insert into holder values ($1, $2)", money, Mood.SAD);
      assertThat(pool.query("select m, d from holder").one(Holder.class))
          .isEqualTo(new Holder(money, Mood.SAD));
      assertThat(
              pool.query("select $1::price[]", List.of(price, price)).row(0).list(0, Price.class))
          .containsExactly(price, price);
    }
  }

  @Test
  @DisplayName("a record that no longer fits is refused where it is asked for, and nothing else is")
  void aRecordThatNoLongerFits() {
    aside.script("alter type billing.money add attribute note text");
    try (PgPool pool = pool(types())) {
      Row row = pool.query("select row(1, 'EUR', 'x')::billing.money, 'sad'::mood").row(0);
      assertThat(row.get(1, Mood.class)).isEqualTo(Mood.SAD);
      assertThat(row.get(0, PgComposite.class).get("note")).isEqualTo("x");
      assertThatThrownBy(() -> row.get(0, Money.class))
          .isInstanceOf(PgValueException.class)
          .hasMessageContaining("billing.money")
          .hasMessageContaining("note");
    }
  }

  @Test
  @DisplayName("a codec by name serves a type that has none here, and its array")
  void byName() {
    aside.script("create extension if not exists seg schema public");
    try (PgPool pool =
        PgPool.builder(
                "host=127.0.0.1 port=%d user=%s dbname=%s"
                    .formatted(config.hosts().getFirst().port(), config.user(), config.database()))
            .codec("public.seg", new SegProvider.SegCodec())
            .open()) {
      Row row =
          pool.query("select $1::public.seg, array[$1::public.seg]", new SegProvider.Seg("1 .. 2"))
              .row(0);
      assertThat(row.get(0, Object.class)).isEqualTo(new SegProvider.Seg("1 .. 2"));
      assertThat(row.list(1, SegProvider.Seg.class)).containsExactly(new SegProvider.Seg("1 .. 2"));
    }
  }

  @Test
  @DisplayName("a library of codecs is found by the ServiceLoader where that is asked for")
  void byProvider() {
    aside.script("create extension if not exists seg schema public");
    try (PgPool with = pool(PgTypes.builtIn().providers());
        PgPool without = pool(PgTypes.builtIn())) {
      assertThat(
              with.query("select $1::public.seg", new SegProvider.Seg("5"))
                  .row(0)
                  .get(0, Object.class))
          .isEqualTo(new SegProvider.Seg("5"));
      assertThat(without.query("select '5'::public.seg").row(0).get(0, Object.class))
          .isEqualTo("5");
    }
  }

  @Test
  @DisplayName("TY-21: a type that nobody knows is text, and so is what holds it, after one lookup")
  void unknownTypes() {
    aside.script(
        "create extension if not exists seg schema public; create type segs as (s public.seg)");
    SentText sent = new SentText();
    try (PgPool pool = PgPool.open(sent.of(Servers.setup(config)))) {
      for (int i = 0; i < 5; i++) {
        Row row = pool.query("select '1 .. 2'::public.seg, row('3')::segs").row(0);
        assertThat(row.text(0)).isEqualTo("1 .. 2");
        assertThat(row.columns().at(0).type().binary()).isFalse();
        assertThat(row.get(1, PgComposite.class).get("s")).isEqualTo("3");
      }
    }
    assertThat(sent.lookups()).isLessThanOrEqualTo(1);
  }

  @Test
  @DisplayName("TY-19: another DateStyle in the session leaves composites and ranges as they are")
  void otherStyles() {
    aside.script("create type day as (d date, i interval, b bytea, t timestamptz)");
    try (PgConnection connection = Servers.connect(config)) {
      String sql =
          "select row(date '2026-02-01', interval '1 year 2 days', '\\x00ff'::bytea, timestamptz"
              + " '2026-02-01 00:00+00')::day, daterange('2026-02-01', '2026-02-03')";
      Row usual = connection.query(sql).row(0);
      connection.script(
          "set datestyle = 'German'; set intervalstyle = 'sql_standard'; set bytea_output ="
              + " 'escape'; set timezone = 'Asia/Kathmandu'");
      Row other = connection.query(sql).row(0);
      assertThat(other.get(0, String.class)).isEqualTo(usual.get(0, String.class));
      assertThat(other.get(1, Object.class)).isEqualTo(usual.get(1, Object.class));
      Row text = connection.script(sql).getFirst().row(0);
      assertThatThrownBy(() -> text.get(0, PgComposite.class)).isInstanceOf(PgValueException.class);
      assertThatThrownBy(() -> text.get(1, Object.class)).isInstanceOf(PgValueException.class);
    }
  }
}
