// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.connection.PgConnection;
import dev.upq.fault.PgServerException;
import dev.upq.migrate.LockLevel;
import dev.upq.migrate.SqlSplitter;
import dev.upq.migrate.SqlStatement;
import dev.upq.migrate.StatementLock;
import dev.upq.row.Row;
import dev.upq.testkit.TestServer;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of statements by their words, against what the server does with them. */
@Timeout(60)
final class SqlKindsTest {

  private static PgConnection connection;

  @BeforeAll
  static void open() {
    connection = PgConnection.open(TestServer.url());
    connection.script(
        """
        drop schema if exists kinds cascade; create schema kinds; set search_path = kinds;
        create table u (id int primary key);
        create table t (a int, b int, c int);
        create index i on t (a);
        alter table t add constraint k check (a > 0) not valid;
        create unique index ui on t (b);
        create table p (a int) partition by list (a);
        create table p1 partition of p for values in (1);
        create table p2 (a int);
        create view v as select 1;
        create materialized view m as select 1 as a; create unique index mi on m (a);
        create function tf() returns trigger language plpgsql as 'begin return null; end';
        create trigger g after insert on t for each row execute function tf();
        create policy po on t; create type e as enum ('a');
        """);
  }

  @AfterAll
  static void close() {
    connection.script("drop schema kinds cascade");
    connection.close();
  }

  private static SqlStatement statement(String sql) {
    return SqlSplitter.of("", sql).next().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vacuum t",
        "vacuum (analyze) t",
        "cluster",
        "cluster t using i",
        "create database kinds_d",
        "drop database kinds_d",
        "create tablespace kinds_s location '/nowhere'",
        "drop tablespace kinds_s",
        "alter system set work_mem = '1MB'",
        "alter database postgres set tablespace pg_default",
        "alter database postgres set work_mem = '1MB'",
        "alter table p detach partition p1 concurrently",
        "alter table p detach partition p1",
        "create subscription s connection 'host=/nowhere' publication p",
        "create subscription s connection 'host=/nowhere' publication p with (connect = false)",
        "discard all",
        "discard temp",
        "commit prepared 'x'",
        "rollback prepared 'x'",
        "create index concurrently ci on t (a)",
        "create index ci on t (a)",
        "drop index concurrently i",
        "drop index i",
        "reindex index concurrently i",
        "reindex (concurrently) table t",
        "reindex (concurrently off) table t",
        "reindex table t",
        "reindex schema kinds",
        "reindex database",
        "refresh materialized view concurrently m",
        "alter type e add value 'b'",
      })
  void theServerRefusesInATransactionWhatIsSaidToBe(String sql) {
    connection.script("begin");
    boolean refused = false;
    try {
      connection.script(sql);
    } catch (PgServerException e) {
      refused = e.sqlState().code().equals("25001");
    } finally {
      connection.script("rollback");
    }
    assertThat(statement(sql).kind().refusedInTransaction()).isEqualTo(refused);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create index ci on t (a)",
        "drop table t",
        "truncate t, u",
        "alter table t add column d int",
        "alter table t rename a to z",
        "alter table t validate constraint k",
        "alter table t alter column a set statistics 10",
        "alter table t set (fillfactor = 70)",
        "alter table t cluster on i",
        "alter table t add constraint f foreign key (a) references u not valid",
        "alter table t add column d int references u",
        "alter table t add constraint uk unique using index ui",
        "alter table t disable trigger g",
        "alter table t enable row level security",
        "alter table p attach partition p2 for values in (2)",
        "create table p3 partition of p for values in (3)",
        "create table n (a int references u)",
        "create trigger g2 after insert or update of a on t for each row execute function tf()",
        "drop trigger g on t",
        "create policy po2 on t",
        "drop policy po on t",
        "create rule r as on insert to t do nothing",
        "insert into t values (1)",
        "update t set a = 1",
        "delete from only t",
        "merge into t using u on id = a when matched then delete",
        "lock table t, u in share mode",
        "lock t",
        "analyze t",
        "cluster t using i",
        "reindex table t",
        "refresh materialized view m",
        "refresh materialized view concurrently m",
        "comment on table t is 'x'",
        "drop view v",
        "drop materialized view m",
        "alter view v rename to w",
      })
  void tablesAreLockedAsIsSaid(String sql) {
    Map<String, String> said = new TreeMap<>();
    for (StatementLock lock : StatementLock.of(statement(sql))) {
      said.put(lock.table().name(), lock.level().words());
    }
    Map<String, String> taken = new TreeMap<>();
    connection.script("begin");
    Map<String, String> names = new TreeMap<>();
    for (Row row :
        connection.query(
            "select oid::text, relname::text from pg_catalog.pg_class where relnamespace ="
                + " 'kinds'::pg_catalog.regnamespace and relkind <> 'i'")) {
      names.put(row.text(0), row.text(1));
    }
    try {
      connection.script(sql);
      for (Row row :
          connection.query(
              "select relation::text, mode from pg_catalog.pg_locks where pid ="
                  + " pg_catalog.pg_backend_pid() and locktype = 'relation' and mode <>"
                  + " 'AccessShareLock'")) {
        String table = names.getOrDefault(row.text(0), "");
        String mode = row.text(1).replace("Lock", "").replaceAll("(?<=[a-z])(?=[A-Z])", " ");
        if (!table.isEmpty()) {
          taken.merge(table, mode.toUpperCase(Locale.ROOT), SqlKindsTest::stronger);
        }
      }
    } finally {
      connection.script("rollback");
    }
    assertThat(taken).as(sql).containsAllEntriesOf(said);
    assertThat(said).as(sql).isNotEmpty();
  }

  private static String stronger(String one, String other) {
    return level(one).compareTo(level(other)) > 0 ? one : other;
  }

  private static LockLevel level(String words) {
    return LockLevel.valueOf(words.replace(' ', '_'));
  }
}
