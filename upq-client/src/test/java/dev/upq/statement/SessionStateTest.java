// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which texts are taken for free of session state. */
class SessionStateTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 1",
        "SELECT 1",
        "insert into t values (1)",
        "update t set a = 1",
        "Delete from t",
        "merge into t using s on true when matched then delete",
        "values (1)",
        "table t",
        "with a as (select 1) select * from a",
        "select",
        "select(1)",
        "select*from t",
        "select\n1",
        "  \t\r\n select 1",
      })
  void whatBeginsWithAQueryWordIsFree(String sql) {
    assertThat(SessionState.isFreeOf(sql)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "begin",
        "start transaction",
        "commit",
        "rollback",
        "savepoint a",
        "set search_path = a",
        "set local role none",
        "reset all",
        "discard all",
        "deallocate all",
        "prepare a as select 1",
        "execute a",
        "listen a",
        "unlisten *",
        "notify a",
        "copy t from stdin",
        "declare c cursor for select 1",
        "fetch c",
        "lock table t",
        "create table t (a int)",
        "drop table t",
        "do $$ begin end $$",
        "call p()",
        "explain select 1",
        "show all",
        "load 'x'",
        "selected",
        "valuess (1)",
        "tables",
        "withs",
        "1 select",
        "; select 1",
        "'select'",
        "",
        "   ",
      })
  void whatBeginsWithAnythingElseIsNot(String sql) {
    assertThat(SessionState.isFreeOf(sql)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(select 1)",
        "((select 1) union (select 2))",
        " ( \n ( select 1))",
        "-- what it does\nselect 1",
        "--\n--\n  select 1",
        "/* a */ select 1",
        "/**/select 1",
        "/* a /* b */ c */ select 1",
        "/* /* /* */ */ */select 1",
        "/* begin */ -- set\n(/* listen */ select 1)",
        "/*/ */select 1",
        "/* begin; set */ select 1",
      })
  void commentsAndParenthesesInFrontAreSkipped(String sql) {
    assertThat(SessionState.isFreeOf(sql)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(begin)",
        "-- select 1",
        "-- select 1\nbegin",
        "/* select 1 */ begin",
        "/* select 1",
        "/* a /* b */ select 1",
        "/* a /* b */ select 1 */ begin",
        "/",
        "-",
        "-select 1",
        "/select 1",
        "((",
      })
  void whatOnlyACommentSaysDoesNotCount(String sql) {
    assertThat(SessionState.isFreeOf(sql)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select set_config('a.b', 'c', false)",
        "select pg_advisory_lock(1)",
        "select pg_try_advisory_xact_lock(1)",
        "select currval('s')",
        "select lastval()",
        "select * from pg_temp.t",
        "select * from pg_temp_3.t",
        "select 1 into temp t",
        "select 1 into temporary table t",
        "with a as (select 1) select * into TEMP b from a",
        "select pg_export_snapshot()",
        "select lo_open(1, 2)",
        "select lo_creat(-1)",
        "select lo_create(0)",
        "select * from dblink('a', 'b') as t (c int)",
        "select setseed(0)",
        "select pg_notify('a', 'b')",
        "select * from pg_prepared_statement()",
        "select * from pg_prepared_statements",
        "select * from pg_cursors",
        "select pg_listening_channels()",
        "select pg_backend_pid()",
      })
  void whatNamesSomethingOfTheSessionIsNotFree(String sql) {
    assertThat(SessionState.isFreeOf(sql)).isFalse();
    assertThat(SessionState.isFreeOf(sql.toUpperCase(Locale.ROOT))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"select pg_sleep(1)", "select pg_sleep_for('1 s'), PG_SLEEP(2)"})
  void whatSleepsByItsOwnWordsIsFreeButNeverTrusted(String sql) {
    assertThat(SessionState.isFreeOf(sql)).isTrue();
    assertThat(SessionState.sleeps(sql)).isTrue();
    assertThat(SessionState.sleeps("select 1")).isFalse();
    RegisteredStatement text = new RegisteredStatement(sql, sql, "s", 0);
    for (int i = 0; i < 200; i++) {
      text.took(i % 50 == 0 ? 1_000_000_000 : 1, i * 1_000_000_000L);
      assertThat(text.shareable()).isFalse();
    }
  }

  @Test
  void textIsTrustedAfterOneFastRunAndNotAfterTwoSlowOnesApart() {
    String sql = "select 1";
    RegisteredStatement text = new RegisteredStatement(sql, sql, "s", 0);
    assertThat(text.shareable()).isFalse();
    for (int i = 0; i < 64; i++) {
      text.took(1_000, i);
      assertThat(text.shareable()).isTrue();
    }
    long slow = 30_000_000;
    for (int i = 0; i < 100; i++) {
      text.took(slow, 1_000_000_000L + i);
    }
    assertThat(text.shareable()).as("slow at one moment only").isTrue();
    text.took(slow, 2_000_000_000L);
    assertThat(text.shareable()).isFalse();
    for (int i = 0; i < 16; i++) {
      assertThat(text.shareable()).isFalse();
      text.took(1_000, 3_000_000_000L);
    }
    assertThat(text.shareable()).isTrue();
    text.unfit();
    assertThat(text.shareable()).isFalse();
  }

  @Test
  void whatBeginsAsAReadMayRide() {
    assertThat(SessionState.reads("  -- a\n (WITH x as (select 1) select * from x)")).isTrue();
    assertThat(SessionState.reads("values (1)")).isTrue();
    assertThat(SessionState.reads("insert into t values (1)")).isFalse();
    assertThat(SessionState.reads("selects 1")).isFalse();
  }

  @Test
  void aTextKnowsItOfItself() {
    PreparedStatementRegistry registry = PreparedStatementRegistry.named();
    assertThat(registry.text("select 1").stateless()).isTrue();
    assertThat(registry.text("set a.b = 1").stateless()).isFalse();
  }
}
