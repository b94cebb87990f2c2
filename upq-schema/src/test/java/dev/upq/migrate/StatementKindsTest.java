// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.migrate.StatementKind.ConcurrentIndex;
import dev.upq.migrate.StatementKind.CopyIn;
import dev.upq.migrate.StatementKind.CopyOut;
import dev.upq.migrate.StatementKind.Ordinary;
import dev.upq.migrate.StatementKind.OutsideTransaction;
import dev.upq.migrate.StatementKind.TransactionControl;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementKindsTest {

  private static StatementKind kind(String sql) {
    return SqlSplitter.of("a.sql", sql).next().map(SqlStatement::kind).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "begin, BEGIN",
    "START /**/ TRANSACTION read only, START TRANSACTION",
    "commit and chain, COMMIT",
    "END, END",
    "abort, ABORT",
    "rollback to savepoint a, ROLLBACK",
    "savepoint a, SAVEPOINT",
    "release a, RELEASE",
    "prepare transaction 'a', PREPARE TRANSACTION",
  })
  @DisplayName("MG-12: what begins, ends or marks a transaction is known")
  void transactionControlIsKnown(String sql, String command) {
    assertThat(kind(sql)).isEqualTo(new TransactionControl(command));
    assertThat(kind(sql).refusedInTransaction()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prepare a as select 1",
        "start_it()",
        "\"begin\"",
        "create index commit on t (a)",
        "drop index i",
        "drop table concurrently",
        "reindex table t",
        "reindex (concurrently false) table t",
        "cluster t",
        "cluster (verbose) t using i",
        "alter table t detach partition p",
        "alter database d set search_path = a",
        "alter subscription s set publication p with (refresh = false)",
        "create subscription s connection '' publication p with (create_slot = false)",
        "discard plans",
        "insert into vacuum values (1)",
        "copy t from '/file'",
        "copy (select 1 from stdin) to '/file'",
        "copy t (\"from\", stdin) from program 'x'",
        "set a = b",
        "do $$begin commit; end$$",
      })
  @DisplayName("MG-12: what only looks like it is not taken for it")
  void whatOnlyLooksLikeItIsOrdinary(String sql) {
    assertThat(kind(sql)).isEqualTo(new Ordinary());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vacuum t | VACUUM",
        "vacuum (analyze) | VACUUM",
        "cluster | CLUSTER",
        "cluster verbose | CLUSTER",
        "create database d | CREATE DATABASE",
        "drop database if exists d | DROP DATABASE",
        "create tablespace s location '/x' | CREATE TABLESPACE",
        "drop tablespace s | DROP TABLESPACE",
        "alter system set a = 1 | ALTER SYSTEM",
        "alter database d set tablespace s | ALTER DATABASE SET TABLESPACE",
        "alter table only a.t detach partition p concurrently | ALTER TABLE DETACH PARTITION"
            + " CONCURRENTLY",
        "create subscription s connection '' publication p | CREATE SUBSCRIPTION",
        "drop subscription s | DROP SUBSCRIPTION",
        "alter subscription s refresh publication | ALTER SUBSCRIPTION REFRESH",
        "alter subscription s add publication p | ALTER SUBSCRIPTION ... PUBLICATION",
        "discard all | DISCARD ALL",
        "commit prepared 'a' | COMMIT PREPARED",
        "rollback prepared 'a' | ROLLBACK PREPARED",
        "reindex schema s | REINDEX SCHEMA",
        "reindex (verbose) database d | REINDEX DATABASE",
        "reindex system d | REINDEX SYSTEM",
        "repack | REPACK",
        "repack (concurrently) t | REPACK CONCURRENTLY",
      })
  void whatTheServerRefusesInATransactionIsKnown(String sql, String command) {
    assertThat(kind(sql)).isEqualTo(new OutsideTransaction(command));
    assertThat(kind(sql).refusedInTransaction()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "create index concurrently i on a.t (b) | CREATE | i | a.t | false",
        "create unique index concurrently if not exists \"I x\" on only t (b) | CREATE | I x | t |"
            + " true",
        "CREATE INDEX CONCURRENTLY ON T (b) | CREATE | - | t | false",
        "drop index concurrently if exists S.I | DROP | s.i | - | true",
        "reindex index concurrently s.i | REINDEX | s.i | - | false",
        "reindex (concurrently) table t | REINDEX | - | t | false",
        "reindex (verbose, concurrently true) index i | REINDEX | i | - | false",
      })
  void indexesThatAreMadeConcurrentlyAreNamed(
      String sql, ConcurrentIndex.Action action, String index, String table, boolean unless) {
    assertThat(kind(sql))
        .isInstanceOfSatisfying(
            ConcurrentIndex.class,
            it -> {
              assertThat(it.action()).isEqualTo(action);
              assertThat(it.index().map(SqlName::toString).orElse(null)).isEqualTo(index);
              assertThat(it.table().map(SqlName::toString).orElse(null)).isEqualTo(table);
              assertThat(it.unlessExists()).isEqualTo(unless);
            });
    assertThat(kind(sql).refusedInTransaction()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "copy t from stdin, true",
    "copy a.t (b) FROM STDIN with (format csv), true",
    "copy t to stdout, false",
    "'copy (select a, b from stdin) to stdout', false",
  })
  void copyIsKnownWithItsWay(String sql, boolean in) {
    assertThat(kind(sql)).isEqualTo(in ? new CopyIn() : new CopyOut());
  }

  @ParameterizedTest
  @CsvSource({
    "insert into a.t values (1), ROW EXCLUSIVE on a.t",
    "update only t set a = 1, ROW EXCLUSIVE on t",
    "delete from t, ROW EXCLUSIVE on t",
    "create table t (a int references u), SHARE ROW EXCLUSIVE on u",
    "alter table t add constraint f foreign key (a) references u not valid,"
        + " SHARE ROW EXCLUSIVE on u SHARE ROW EXCLUSIVE on t",
    "alter table t validate constraint f, SHARE UPDATE EXCLUSIVE on t",
    "'alter table t validate constraint f, add column a int', ACCESS EXCLUSIVE on t",
    "drop index concurrently i, SHARE UPDATE EXCLUSIVE on i",
    "lock table t in share row exclusive mode, SHARE ROW EXCLUSIVE on t",
    "vacuum (full) t, ACCESS EXCLUSIVE on t",
    "vacuum verbose t, SHARE UPDATE EXCLUSIVE on t",
    "select 1, ''",
  })
  void locksAreEstimatedByTheWords(String sql, String locks) {
    SqlStatement statement = SqlSplitter.of("a.sql", sql).next().orElseThrow();
    assertThat(
            String.join(
                " ", StatementLock.of(statement).stream().map(StatementLock::toString).toList()))
        .isEqualTo(locks);
  }
}
