// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.connection.PgPipeline;
import dev.upq.fault.PgServerException;
import dev.upq.row.Row;
import dev.upq.type.Multirange;
import dev.upq.type.PgComposite;
import dev.upq.type.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Types of the database's own, asked for when they are met and no earlier. */
@OnEachServer
final class CatalogueTest {

  private enum Mood {
    SAD,
    OK
  }

  private final PgConfig config;
  private final SentText sent = new SentText();
  private final PgConnection aside;
  private final PgConnection connection;

  CatalogueTest(int version) {
    config = Servers.inSchema(Servers.config(version), "lazy");
    aside = Servers.connect(config);
    connection = connect();
  }

  private PgConnection connect() {
    return new Connector(sent.of(Servers.setup(config))).connect();
  }

  @BeforeEach
  void quiet() {
    aside.script("set client_min_messages = warning");
  }

  @AfterEach
  void close() {
    connection.close();
    aside.close();
  }

  @Test
  @DisplayName("first connect and first query ask the catalogue nothing")
  void nothingIsAskedAhead() {
    assertThat(connection.query("select 1, 'a'::text, now()").row(0).intValue(0)).isEqualTo(1);
    assertThat(connection.query("select $1::int4[]", List.of(1, 2)).size()).isEqualTo(1);
    assertThat(sent.own()).isZero();
  }

  @Test
  @DisplayName("TY-10: an enum made after connect, renamed and moved, needs one lookup in all")
  void enumsWithoutRegistration() {
    aside.script("create type mood as enum ('sad', 'OK'); create table person (m mood, ms mood[])");
    connection.query("insert into person values ($1, $2)", Mood.OK, List.of(Mood.SAD, Mood.OK));
    Row row = connection.query("select m, ms from person").row(0);
    assertThat(row.columns().at(0).type().name()).isEqualTo("mood");
    assertThat(row.columns().at(1).type().binary()).isTrue();
    assertThat(row.get(0, Mood.class)).isEqualTo(Mood.OK);
    assertThat(row.list(1, Mood.class)).containsExactly(Mood.SAD, Mood.OK);
    assertThat(sent.lookups()).isEqualTo(1);
    aside.script(
        "drop schema if exists lazy2 cascade; create schema lazy2;"
            + " alter type mood rename value 'sad' to 'blue'; alter type mood add value 'new';"
            + " alter type mood set schema lazy2");
    assertThat(connection.query("select m, ms from person").row(0).list(1, String.class))
        .containsExactly("blue", "OK");
    connection.query("insert into person (m) values ($1)", "new");
    assertThat(connection.query("select 'blue'::lazy2.mood").oneText()).isEqualTo("blue");
    assertThat(sent.lookups()).isEqualTo(1);
    aside.script("drop schema lazy2 cascade");
  }

  @Test
  @DisplayName("TY-11: composites with a dropped column and in each other, in one lookup")
  void composites() {
    aside.script(
        "create type pair as (a int, b text); create table thing (id int8, gone int, p pair, ps"
            + " pair[]); alter table thing drop column gone; insert into thing values (1, (2, 'x'),"
            + " array[(3, null)::pair])");
    PgComposite thing =
        connection.query("select thing from thing").row(0).get(0, PgComposite.class);
    PgComposite pair = new PgComposite(List.of("a", "b"), List.of(2, "x"));
    assertThat(thing.names()).containsExactly("id", "p", "ps");
    assertThat(thing.values())
        .isEqualTo(
            List.of(1L, pair, List.of(new PgComposite(List.of("a", "b"), Arrays.asList(3, null)))));
    assertThat(connection.query("select $1::thing", thing).row(0).get(0, PgComposite.class))
        .isEqualTo(thing);
    assertThat(connection.query("select row(1, $1::pair)", pair).row(0).get(0, PgComposite.class))
        .isEqualTo(PgComposite.of(1, pair));
    assertThat(sent.lookups()).isEqualTo(1);
  }

  @Test
  @DisplayName("TY-12: a domain over an array of a composite with a domain, in one lookup")
  void domains() {
    aside.script(
        "create domain positive as int check (value > 0) not null; create type item as (n"
            + " positive); create domain items as item[]; create table basket (i items)");
    List<PgComposite> items = List.of(new PgComposite(List.of("n"), List.of(5)));
    connection.query("insert into basket values ($1)", items);
    assertThat(connection.query("select i from basket").row(0).get(0, Object.class))
        .isEqualTo(items);
    assertThat(sent.lookups()).isEqualTo(1);
    assertThatThrownBy(() -> connection.query("select $1::positive", -5))
        .isInstanceOf(PgServerException.class)
        .hasMessageContaining("23514");
  }

  @Test
  @DisplayName("TY-13: ranges of the user's own, empty, unbounded and canonical, and multiranges")
  void ranges() {
    aside.script("create type span as range (subtype = float8)");
    for (Range<Double> range :
        List.of(Range.closedOpen(1.0, 2.5), Range.<Double>all(), Range.<Double>empty())) {
      assertThat(connection.query("select $1::span", range).row(0).get(0, Object.class))
          .isEqualTo(range);
    }
    Multirange<Double> many = Multirange.of(Range.closed(1.0, 2.0), Range.atLeast(3.0));
    assertThat(connection.query("select $1::span_multirange", many).row(0).get(0, Object.class))
        .isEqualTo(many);
    assertThat(connection.query("select '{}'::span_multirange").row(0).get(0, Object.class))
        .isEqualTo(Multirange.of());
  }

  @Test
  @DisplayName("TY-17: 64 connections meet one unknown oid at once, and one asks")
  void oneLookupForAll() throws InterruptedException, ExecutionException {
    aside.script("create type storm as enum ('a', 'b')");
    List<PgConnection> all = new ArrayList<>();
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 64; i++) {
        all.add(connect());
      }
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        PgConnection mine = all.get(i);
        answers.add(
            callers.submit(
                () -> {
                  start.await();
                  Row row = mine.query("select 'b'::storm").row(0);
                  return row.columns().at(0).type().name() + row.text(0);
                }));
      }
      start.countDown();
      for (Future<String> answer : answers) {
        assertThat(answer.get()).isEqualTo("stormb");
      }
    } finally {
      all.forEach(PgConnection::close);
    }
    assertThat(sent.lookups()).isEqualTo(1);
    assertThat(sent.locations()).isEqualTo(64);
  }

  @Test
  @DisplayName("TY-18: in a transaction, a pipeline, a lane and behind a failed statement")
  void anywhere() {
    aside.script(
        "create type t1 as enum ('a'); create type t2 as (x int); create domain t3 as t2; create"
            + " type t4 as enum ('d')");
    connection.script("begin");
    assertThat(connection.query("select 'a'::t1").row(0).columns().at(0).type().name())
        .isEqualTo("t1");
    assertThatThrownBy(() -> connection.query("select 1/0")).isInstanceOf(PgServerException.class);
    assertThatThrownBy(() -> connection.query("select row(1)::t2")).hasMessageContaining("25P02");
    connection.script("rollback");
    try (PgPipeline pipeline = connection.pipeline()) {
      var first = pipeline.query("select row(1)::t2");
      var second = pipeline.query("select row($1::int)::t3", 2);
      var third = pipeline.query("select $1::t2", PgComposite.of(3));
      pipeline.run();
      assertThat(first.get().row(0).get(0, PgComposite.class).get("x")).isEqualTo(1);
      assertThat(second.get().row(0).get(0, PgComposite.class).get("x")).isEqualTo(2);
      assertThat(third.get().row(0).get(0, PgComposite.class).get("x")).isEqualTo(3);
    }
    try (PgPool pool = PgPool.open(sent.of(Servers.setup(config)))) {
      for (int i = 0; i < 40; i++) {
        Row row = pool.lane().query("select 'd'::t4, row(7)::t2").row(0);
        assertThat(row.text(0)).isEqualTo("d");
        assertThat(row.get(1, PgComposite.class).get("x")).isEqualTo(7);
      }
    }
  }

  @Test
  @DisplayName("TY-18: what a transaction's snapshot cannot see is text, and known at the next use")
  void anOldSnapshot() {
    connection.script("begin isolation level repeatable read; select 1");
    aside.script("create type late as (x int); create table lates (l late)");
    aside.script("insert into lates values (row(5))");
    Row row = connection.query("select row(4)::late").row(0);
    assertThat(row.columns().at(0).type().binary()).isFalse();
    assertThat(row.text(0)).isEqualTo("(4)");
    connection.script("commit");
    Row again = connection.query("select row(4)::late").row(0);
    assertThat(again.get(0, PgComposite.class).get("x")).isEqualTo(4);
    assertThat(again.columns().at(0).type().binary()).isTrue();
  }
}
