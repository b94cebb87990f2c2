// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static dev.upq.proof.real.RegistryServer.held;
import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One text that means something else in each session, on each server. */
@OnEachServer
final class RegistryPathTest {

  private static final String ALL = "select * from thing order by 1";

  private final RegistryServer server;
  private final PgConnection one;
  private final PgConnection two;

  RegistryPathTest(int version) {
    server = RegistryServer.in(Servers.inSchema(Servers.config(version), "path"));
    server.aside("create table thing (a int); insert into thing values (1), (2)");
    one = server.connect();
    two = server.connect();
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
  }

  private PgConfig elsewhere() {
    return Servers.inSchema(server.setup().config().with("options", ""), "path_too");
  }

  @Test
  @DisplayName("PS-16: one text means in each session what its search_path says")
  void searchPathsAreKeptApart() {
    PgConfig other = elsewhere();
    server.aside(
        "create type path_too.mood as enum ('sad', 'glad'); create table path_too.thing (a"
            + " path_too.mood, b int8); insert into path_too.thing values ('glad', 9)");
    try (PgConnection there = server.connect(other)) {
      for (int i = 0; i < 3; i++) {
        assertThat(one.query(ALL).row(0).intValue("a")).isOne();
        assertThat(there.query(ALL).row(0).text("a")).isEqualTo("glad");
        assertThat(there.query(ALL).row(0).longValue("b")).isEqualTo(9);
        assertThat(two.query(ALL).columns().size()).isOne();
        two.query("set search_path = path_too");
        assertThat(two.query(ALL).row(0).text("a")).isEqualTo("glad");
        assertThat(two.query(ALL).row(0).longValue("b")).isEqualTo(9);
        two.query("set search_path = path");
        assertThat(two.query(ALL).row(0).intValue("a")).isOne();
        assertThat(two.query(ALL).row(1).intValue("a")).isEqualTo(2);
      }
    }
  }

  @Test
  @DisplayName("PS-16: two sessions that see other columns do not disturb each other")
  void viewsAreKeptWithoutPreparingAnew() {
    PgConfig other = elsewhere();
    server.aside(
        "create table path_too.thing (a text, b int8);"
            + " insert into path_too.thing values ('x', 9)");
    try (PgConnection there = server.connect(other)) {
      one.query(ALL);
      there.query(ALL);
      var here = held(one);
      var elsewhere = held(there);
      for (int i = 0; i < 5; i++) {
        assertThat(one.query(ALL).row(0).intValue("a")).isOne();
        assertThat(there.query(ALL).row(0).text("a")).isEqualTo("x");
      }
      assertThat(held(one)).isEqualTo(here);
      assertThat(held(there)).isEqualTo(elsewhere);
    }
    // A server that reports its search_path lets each have an entry of its own.
    assertThat(server.counts().misses()).isBetween(1L, 2L);
    assertThat(server.counts().heals()).isZero();
  }

  @Test
  @DisplayName("PS-16: values go into the table of the session")
  void parametersAreKeptApart() {
    PgConfig other = elsewhere();
    server.aside(
        "create table path.doc (a text, b int4); create table path_too.doc (a varchar, b int8)");
    String insert = "insert into doc values ($1, $2)";
    try (PgConnection there = server.connect(other)) {
      for (int i = 1; i <= 4; i++) {
        assertThat(one.execute(insert, "x", i)).isOne();
        assertThat(there.execute(insert, "y", i)).isOne();
        assertThat(there.execute(insert, null, 10 * i)).isOne();
        assertThat(two.execute(insert, "z", i)).isOne();
      }
    }
    String sums = "select string_agg(a, '' order by a), sum(b)::int8 from ";
    assertThat(one.query(sums + "path.doc").row(0).text(0)).isEqualTo("xxxxzzzz");
    assertThat(one.query(sums + "path.doc").row(0).longValue(1)).isEqualTo(20);
    assertThat(one.query(sums + "path_too.doc").row(0).text(0)).isEqualTo("yyyy");
    assertThat(one.query(sums + "path_too.doc").row(0).longValue(1)).isEqualTo(110);
    assertThat(server.counts().heals()).isZero();
  }

  @Test
  @DisplayName("PS-16: a search_path that comes with the role, at login or later, does the same")
  void rolesAreKeptApart() {
    server.aside(
        "set client_min_messages = warning; drop schema if exists path_role cascade; drop role if"
            + " exists path_role; create role path_role login superuser; create schema path_role;"
            + " create table path_role.thing (a text); insert into path_role.thing values"
            + " ('role')");
    PgConfig own = server.setup().config().with("options", "").with("user", "path_role");
    assertThat(one.query(ALL).row(0).intValue("a")).isOne();
    server.aside("alter role path_role set search_path = path");
    try (PgConnection before = server.connect(own)) {
      assertThat(before.query(ALL).row(0).intValue("a")).isOne();
      server.aside("alter role path_role set search_path = path_role");
      try (PgConnection after = server.connect(own)) {
        assertThat(after.query(ALL).row(0).text("a")).isEqualTo("role");
        assertThat(before.query(ALL).row(0).intValue("a")).isOne();
      }
    }
    two.query("set search_path = \"$user\", path");
    assertThat(two.query(ALL).row(0).intValue("a")).isOne();
    two.query("set role path_role");
    assertThat(two.query(ALL).row(0).text("a")).isEqualTo("role");
    two.query("reset role");
    assertThat(two.query(ALL).row(0).intValue("a")).isOne();
    server.aside("drop schema path_role cascade; drop role path_role");
  }
}
