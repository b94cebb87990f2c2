// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgException;
import dev.upq.probe.Probe;
import dev.upq.row.Row;
import dev.upq.testkit.proxy.FaultProxy;
import dev.upq.tx.PgTransaction;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that is kept in a file from one life of the runtime to the next, on each server. */
@OnEachServer
final class RegistryFileTest {

  private static final String ONE = "select * from kept where a = $1";
  private static final String INSERT = "insert into kept (a, b) values ($1, $2)";

  private final PgConfig direct;
  private final FaultProxy proxy;
  private final List<String> warnings = new CopyOnWriteArrayList<>();

  @TempDir private Path directory;

  RegistryFileTest(int version) {
    direct = Servers.inSchema(Servers.config(version), "kept");
    proxy = FaultProxy.to(direct.hosts().getFirst().host(), direct.hosts().getFirst().port());
    aside("create table kept (a int4, b text); insert into kept values (1, 'one'), (2, 'two')");
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  private void aside(String script) {
    try (PgConnection other = Servers.connect(direct)) {
      other.script(script);
    }
  }

  /** A runtime that begins with the file, and leaves it behind. */
  private PgPool runtime() {
    ConnectionSetup setup =
        Servers.setup(
            direct
                .with("host", proxy.host())
                .with("port", Integer.toString(proxy.port()))
                .with("pool_max", "2")
                .with("statement_registry_file", directory.resolve("known").toString()));
    return PgPool.open(
        setup.withProbe(
            new Probe() {
              @Override
              public void warning(String line) {
                warnings.add(line);
              }
            }));
  }

  private void firstLife() {
    try (PgPool pg = runtime()) {
      for (int i = 0; i < 5; i++) {
        assertThat(pg.query(ONE, 1).row(0).text("b")).isEqualTo("one");
        assertThat(pg.execute(INSERT, 10 + i, "x")).isOne();
      }
      pg.query("select 'once'");
    }
    assertThat(directory.resolve("known")).isRegularFile();
  }

  /** What was said to the server on the connections after that many. */
  private List<String> said(int connections) {
    return IntStream.rangeClosed(connections + 1, proxy.connections())
        .mapToObj(i -> proxy.connection(i).transcript())
        .flatMap(List::stream)
        .filter(line -> line.startsWith("F  "))
        .toList();
  }

  @Test
  void aRestartedRuntimeAsksTheServerNothingTwice() throws IOException {
    firstLife();
    int before = proxy.connections();
    try (PgPool pg = runtime()) {
      assertThat(pg.query(ONE, 2).row(0).text("b")).isEqualTo("two");
      assertThat(pg.execute(INSERT, 3, "three")).isOne();
      assertThat(pg.query("select 'once'").oneText()).isEqualTo("once");
    }
    List<String> said = said(before);
    assertThat(said.stream().filter(line -> line.startsWith("F  Parse"))).hasSize(3);
    for (int i = 0; i < said.size() - 1; i++) {
      if (said.get(i).startsWith("F  Describe") && said.get(i + 1).startsWith("F  Sync")) {
        assertThat(said.get(i - 1)).as("only what is warmed is described alone").contains("kept");
      }
    }
    assertThat(said.stream().filter(line -> line.startsWith("F  Sync")))
        .as("two are warmed, three are run")
        .hasSize(5);
    assertThat(warnings).isEmpty();
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).as("no temporary file stays behind").hasSize(1);
    }
  }

  @Test
  @DisplayName("PS-01, PS-03: a stale file does no harm: a column was added, one has changed")
  void staleColumns() {
    firstLife();
    aside(
        "alter table kept add column c int8 default 7;"
            + " alter table kept alter column a type numeric(20, 2)");
    for (int life = 0; life < 2; life++) {
      try (PgPool pg = runtime()) {
        Row row = pg.query(ONE, 1).row(0);
        assertThat(row.get("a", BigDecimal.class)).isEqualByComparingTo("1");
        assertThat(row.longValue("c")).isEqualTo(7);
        assertThat(pg.execute(INSERT, new BigDecimal("5.25"), "quarter")).isOne();
        assertThat(
                pg.query("select count(*) from kept where a = $1", new BigDecimal("5.25"))
                    .oneLong())
            .isEqualTo(life + 1);
      }
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  @DisplayName("PS-09: nor where a parameter is wider or narrower than it was")
  void staleParameters() {
    firstLife();
    aside(
        "alter table kept alter column a type int8; insert into kept values (1::int8 << 40, 'x')");
    try (PgPool pg = runtime()) {
      assertThat(pg.query(ONE, 1L << 40).row(0).longValue("a")).isEqualTo(1L << 40);
      assertThat(pg.execute(INSERT, 1L << 41, "y")).isOne();
      assertThat(pg.query(ONE, 1L << 41).row(0).text("b")).isEqualTo("y");
    }
    aside("delete from kept where a > 100; alter table kept alter column a type int2");
    try (PgPool pg = runtime()) {
      assertThat(pg.query(ONE, 1).row(0).intValue("a")).isOne();
      assertThat(pg.execute(INSERT, 77, "z")).isOne();
      assertThat(pg.query(ONE, 77).row(0).text("b")).isEqualTo("z");
    }
  }

  @Test
  @DisplayName("PS-04: nor where the table was dropped and made anew with other types")
  void staleTable() {
    firstLife();
    aside("drop table kept; create table kept (b int8, a text); insert into kept values (9, '1')");
    try (PgPool pg = runtime()) {
      Row row = pg.query(ONE, "1").row(0);
      assertThat(row.text("a")).isEqualTo("1");
      assertThat(row.longValue("b")).isEqualTo(9);
      assertThat(pg.execute(INSERT, "2", 4L)).isOne();
      assertThat(pg.query("select a from kept where b = $1", 4).oneText()).isEqualTo("2");
    }
    aside("drop table kept");
    try (PgPool pg = runtime()) {
      assertThat(pg.query("select 1").oneLong()).isOne();
      aside("create table kept (a int4, b text); insert into kept values (1, 'new')");
      assertThat(pg.query(ONE, 1).row(0).text("b")).isEqualTo("new");
    }
  }

  @Test
  @DisplayName("PS-02: inside a transaction a stale description is told, and the next try succeeds")
  void staleInATransaction() {
    firstLife();
    aside("drop table kept; create table kept (a date, b text)");
    try (PgPool pg = runtime()) {
      boolean done = false;
      for (int attempt = 0; attempt < 3 && !done; attempt++) {
        try (PgTransaction tx = pg.begin()) {
          tx.execute(INSERT, LocalDate.of(2026, 1, 2), "day");
          tx.commit();
          done = true;
        } catch (PgException stale) {
          assertThat(attempt).isLessThan(2);
        }
      }
      assertThat(pg.query("select a::text from kept").oneText()).isEqualTo("2026-01-02");
    }
  }

  @Test
  void whatIsOfTheDatabasesOwnTypesIsNotKept() {
    aside("create type mood as enum ('sad', 'glad'); create table feeling (m mood)");
    try (PgPool pg = runtime()) {
      pg.execute("insert into feeling values ($1)", "glad");
      pg.query("select m from feeling");
      pg.query("select 1");
    }
    int before = proxy.connections();
    try (PgPool pg = runtime()) {
      assertThat(pg.query("select m from feeling").oneText()).isEqualTo("glad");
    }
    assertThat(said(before).stream().filter(line -> line.startsWith("F  Parse  \"upq_")))
        .hasSize(1);
  }

  @Test
  void aFileOfAnotherDatabaseCountsAsNone() {
    firstLife();
    aside("drop database if exists kept_other");
    aside("create database kept_other");
    ConnectionSetup other =
        Servers.setup(
                direct
                    .with("dbname", "kept_other")
                    .with("statement_registry_file", directory.resolve("known").toString()))
            .withProbe(
                new Probe() {
                  @Override
                  public void warning(String line) {
                    warnings.add(line);
                  }
                });
    try (PgPool pg = PgPool.open(other)) {
      assertThat(pg.query("select 1").oneLong()).isOne();
      assertThat(other.registry().counts().texts()).isOne();
    }
    assertThat(warnings).hasSize(1).first().asString().contains("another database");
  }
}
