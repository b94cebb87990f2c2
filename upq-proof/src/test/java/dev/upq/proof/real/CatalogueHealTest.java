// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.config.PgConfig;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgValueException;
import dev.upq.row.Row;
import dev.upq.type.PgComposite;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Types that change behind what is known of them. */
@OnEachServer
final class CatalogueHealTest {

  private static final String READ = "select v from holder order by n";

  private enum Mood {
    SAD,
    FINE
  }

  private final PgConfig config;
  private final SentText sent = new SentText();
  private final PgConnection aside;
  private final PgConnection connection;

  CatalogueHealTest(int version) {
    config = Servers.inSchema(Servers.config(version), "healing");
    aside = Servers.connect(config);
    aside.script("set client_min_messages = warning");
    connection = new Connector(sent.of(Servers.setup(config))).connect();
  }

  @AfterEach
  void close() {
    connection.close();
    aside.close();
  }

  private PgComposite first() {
    return connection.query(READ).row(0).get(0, PgComposite.class);
  }

  @Test
  @DisplayName("TY-11: a column added by another is refused once, and known at the next use")
  void anotherAddsAColumn() {
    aside.script(
        "create type pair as (a int, b text); create table holder (n int, v pair); insert into"
            + " holder values (1, (1, 'x'))");
    assertThat(first().names()).containsExactly("a", "b");
    aside.script("alter type pair add attribute c int");
    Row old = connection.query(READ).row(0);
    assertThatThrownBy(() -> old.get(0, PgComposite.class)).isInstanceOf(PgValueException.class);
    assertThat(first().names()).containsExactly("a", "b", "c");
    assertThat(sent.lookups()).isEqualTo(2);
    aside.script("alter type pair drop attribute b");
    assertThatThrownBy(this::first).isInstanceOf(PgValueException.class);
    assertThat(first().names()).containsExactly("a", "c");
    first();
    first();
    assertThat(sent.lookups()).isEqualTo(3);
  }

  @Test
  @DisplayName("TY-11: a statement of our own that changes a type is seen without an error")
  void weAddAColumn() {
    connection.script(
        "create type pair as (a int, b text); create table holder (n int, v pair, w pair[]);"
            + " insert into holder values (1, (1, 'x'), array[(2, 'y')::pair])");
    String arrays = "select w from holder";
    assertThat(first().names()).containsExactly("a", "b");
    assertThat(connection.query(arrays).row(0).list(0, PgComposite.class)).hasSize(1);
    connection.query("alter type pair add attribute c int");
    assertThat(first().names()).containsExactly("a", "b", "c");
    assertThat(connection.query(arrays).row(0).list(0, PgComposite.class).getFirst().names())
        .hasSize(3);
    connection.script("begin; alter type pair rename attribute c to d");
    assertThat(first().names()).containsExactly("a", "b", "d");
    connection.script("rollback");
    assertThat(first().names()).containsExactly("a", "b", "c");
  }

  @Test
  @DisplayName("TY-10: a label that another has renamed is written as it is called now")
  void renamedLabel() {
    aside.script("create type mood as enum ('sad', 'ok'); create table holder (n int, v mood)");
    String insert = "insert into holder values (1, $1)";
    connection.query(insert, Mood.SAD);
    aside.script("alter type mood rename value 'ok' to 'fine'");
    connection.query(insert, Mood.FINE);
    long asked = sent.lookups();
    assertThatThrownBy(() -> connection.query(insert, "none")).hasMessageContaining("22P02");
    assertThat(sent.lookups()).isEqualTo(asked + 1);
    connection.query(insert, Mood.FINE);
    assertThat(sent.lookups()).isEqualTo(asked + 1);
    assertThat(connection.query("select v from holder where v = 'fine'").row(0).get(0, Mood.class))
        .isEqualTo(Mood.FINE);
  }

  @Test
  @DisplayName("a parameter whose composite has grown is written by what it is now")
  void grownParameter() {
    aside.script("create type pair as (a int); create table holder (n int, v pair)");
    String insert = "insert into holder values (1, $1)";
    connection.query(insert, new PgComposite(List.of("a"), List.of(1)));
    aside.script("delete from holder");
    aside.script(
        "alter table holder drop column v; alter type pair add attribute b int;"
            + " alter table holder add column v pair");
    connection.query(insert, new PgComposite(List.of("a", "b"), List.of(1, 2)));
    assertThat(first().values()).isEqualTo(List.of(1, 2));
  }

  @Test
  @DisplayName("a type that is dropped and made again under its name is another one")
  void droppedAndMadeAgain() {
    aside.script(
        "create type thing as (a int); create table holder (n int, v thing); insert into holder"
            + " values (1, row(1))");
    assertThat(first().get("a")).isEqualTo(1);
    aside.script(
        "drop table holder; drop type thing; create type thing as enum ('a', 'b'); create table"
            + " holder (n int, v thing); insert into holder values (1, 'b')");
    assertThat(connection.query(READ).oneText()).isEqualTo("b");
    assertThat(connection.query("select $1::thing", "a").oneText()).isEqualTo("a");
  }

  @Test
  @DisplayName("an oid that is given again to another type is found out")
  void anOidIsReused() {
    aside.script("drop database if exists reuse");
    aside.script("create database reuse");
    PgConfig there = config.with("dbname", "reuse");
    try (PgConnection known = Servers.connect(there)) {
      try (PgConnection other = Servers.connect(there)) {
        other.script(
            "create schema healing; create type gone as (a int, b int); create table holder (n int,"
                + " v gone); insert into holder values (1, (1, 2))");
        assertThat(known.query(READ).row(0).get(0, PgComposite.class).get("b")).isEqualTo(2);
        reuse(other);
      }
      try (PgConnection other = Servers.connect(there)) {
        other.script(
            "create table holder (n int, v comes); insert into holder values (1, 'long label')");
      }
      Row wrong = known.query(READ).row(0);
      assertThatThrownBy(() -> wrong.get(0, PgComposite.class))
          .isInstanceOf(PgValueException.class);
      Row row = known.query(READ).row(0);
      assertThat(row.text(0)).isEqualTo("long label");
      assertThat(row.columns().at(0).type().name()).isEqualTo("comes");
    }
    aside.script("drop database reuse (force)");
  }

  /** Gives the oid of one type to another, which takes a counter of 32 bits once around. */
  private static void reuse(PgConnection connection) {
    long oid = connection.query("select 'gone'::regtype::oid::int8").oneLong();
    connection.script(
        "drop table holder; drop type gone; create type comes as enum ('long label')");
    long other = connection.query("select 'comes'::regtype::oid::int8").oneLong();
    connection.script(
        ("set allow_system_table_mods = on;"
                + " update pg_catalog.pg_type set oid = %1$d where oid = %2$d;"
                + " update pg_catalog.pg_type set typelem = %1$d where typelem = %2$d;"
                + " update pg_catalog.pg_enum set enumtypid = %1$d where enumtypid = %2$d")
            .formatted(oid, other));
  }
}
