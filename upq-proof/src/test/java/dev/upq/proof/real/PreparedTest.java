// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.connection.PgPipeline;
import dev.upq.connection.Rows;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgStalePlanException;
import dev.upq.fault.PgStatementException;
import dev.upq.row.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Prepared statements whose ground moves under them, on each server. */
@OnEachServer
final class PreparedTest {

  private static final String ALL = "select * from thing order by 1";

  private final PgConfig config;
  private final PgConnection connection;

  PreparedTest(int version) {
    config = Servers.inSchema(Servers.config(version), "prepared");
    connection = Servers.connect(config);
    connection.script("create table thing (a int); insert into thing values (1), (2)");
  }

  @AfterEach
  void close() {
    connection.close();
  }

  private void addColumn() {
    try (PgConnection other = Servers.connect(config)) {
      other.script("alter table thing add column b text default 'new'");
    }
  }

  @Test
  void aQueryWhoseResultChangedHealsOutsideATransaction() {
    assertThat(connection.query(ALL).columns().size()).isOne();
    addColumn();
    assertThat(connection.query(ALL).row(1).text("b")).isEqualTo("new");
    assertThat(connection.query(ALL).columns().size()).isEqualTo(2);
  }

  @Test
  void insideATransactionItIsATypedErrorThatMayBeRetried() {
    connection.query(ALL);
    addColumn();
    connection.script("begin");
    assertThatThrownBy(() -> connection.query(ALL))
        .isInstanceOfSatisfying(
            PgStalePlanException.class, e -> assertThat(e.retrySafe()).isTrue());
    connection.script("rollback");
    connection.script("begin");
    assertThat(connection.query(ALL).row(0).text("b")).isEqualTo("new");
    connection.script("commit");
  }

  @Test
  void aStreamWhoseResultChangedHealsToo() {
    read(ALL);
    addColumn();
    assertThat(read(ALL)).isEqualTo(2);
    assertThat(connection.query(ALL).columns().size()).isEqualTo(2);
  }

  private long read(String sql) {
    try (Rows<Row> rows = connection.stream(sql)) {
      return rows.stream().count();
    }
  }

  @Test
  void aPipelineWhoseResultChangedFailsOnceAndHeals() {
    try (PgPipeline pipeline = connection.pipeline()) {
      pipeline.query(ALL);
      pipeline.run();
      addColumn();
      var stale = pipeline.query(ALL);
      pipeline.run();
      assertThatThrownBy(stale::get).isInstanceOf(PgStalePlanException.class);
      var healed = pipeline.query(ALL);
      pipeline.run();
      assertThat(healed.get().columns().size()).isEqualTo(2);
    }
  }

  @Test
  void whatTheServerForgotIsPreparedAnew() {
    for (String forget : new String[] {"discard all", "deallocate all"}) {
      connection.query(ALL);
      connection.query(forget);
      assertThat(connection.query("select 2").oneLong()).isEqualTo(2);
      connection.query("set search_path = prepared");
      assertThat(connection.query(ALL).size()).isEqualTo(2);
      connection.script(forget);
      connection.script("set search_path = prepared");
      assertThat(connection.query(ALL).size()).isEqualTo(2);
    }
  }

  @Test
  void whatAScriptForgotInATransactionIsPreparedAnewInIt() {
    connection.query(ALL);
    connection.script("begin; deallocate all");
    assertThat(connection.query(ALL).size()).isEqualTo(2);
    connection.script("commit");
  }

  @Test
  void aStatementDeallocatedByItsNameIsPreparedAnew() {
    connection.query(ALL);
    for (String name :
        connection.query("select name from pg_prepared_statements").list(String.class)) {
      connection.script("deallocate " + name);
    }
    assertThat(connection.query(ALL).size()).isEqualTo(2);
  }

  @Test
  void aTableDroppedAndMadeAgainIsFoundAgain() {
    connection.query(ALL);
    try (PgConnection other = Servers.connect(config)) {
      other.script("drop table thing");
      assertThatThrownBy(() -> connection.query(ALL)).isInstanceOf(PgStatementException.class);
      other.script("create table thing (c text)");
    }
    assertThat(connection.query(ALL).columns().names()).isEqualTo("(c)");
  }

  @Test
  void theSearchPathIsThatOfTheExecution() {
    connection.script(
        "drop schema if exists prepared_too cascade; create schema prepared_too;create table"
            + " prepared_too.thing (a text); insert into prepared_too.thing values ('x')");
    assertThat(connection.query(ALL).row(0).intValue(0)).isOne();
    connection.query("set search_path = prepared_too");
    assertThat(connection.query(ALL).row(0).text(0)).isEqualTo("x");
  }

  @Test
  void theServerHoldsNoMoreThanTheCache() {
    try (PgConnection small = Servers.connect(config.with("statement_cache_size", "4"))) {
      for (int i = 0; i < 200; i++) {
        assertThat(small.query("select " + i).oneLong()).isEqualTo(i);
      }
      assertThat(held(small)).isLessThanOrEqualTo(5);
    }
  }

  @Test
  void anInterruptedPreparationLeavesNothingBehind() {
    try (PgConnection small = Servers.connect(config.with("statement_cache_size", "4"))) {
      for (int i = 0; i < 200; i++) {
        String sql = "select " + i;
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> small.query(sql)).isInstanceOf(PgInterruptedException.class);
        Thread.interrupted();
        interruptedSoon(() -> small.query(sql + " + 1"));
      }
      small.query("select 'last'");
      assertThat(held(small)).isLessThanOrEqualTo(5);
    }
  }

  private static void interruptedSoon(Runnable call) {
    Thread caller = Thread.currentThread();
    Thread interrupter = Thread.startVirtualThread(caller::interrupt);
    try {
      call.run();
    } catch (PgInterruptedException expected) {
      assertThat(expected.getMessage()).isNotEmpty();
    } finally {
      while (interrupter.isAlive()) {
        Thread.onSpinWait();
      }
      Thread.interrupted();
    }
  }

  private static long held(PgConnection connection) {
    return connection.query("select count(*) from pg_prepared_statements").oneLong();
  }
}
