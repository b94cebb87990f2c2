// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.migrate;

import dev.upq.config.PgConfig;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.migrate.MigrationEvent;
import dev.upq.migrate.MigrationFile;
import dev.upq.migrate.MigrationSource;
import dev.upq.migrate.PgMigrator;
import dev.upq.migrate.PgMigratorBuilder;
import dev.upq.testkit.TestServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A database of its own on the server that tests share, and migrations for it that a test may
 * change. One thread at a time, but for what is told.
 */
final class Ground implements AutoCloseable {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final PgConfig admin;
  private final String database;
  private final PgConfig config;
  private final Map<String, String> files = new TreeMap<>();
  private final List<MigrationEvent> told = Collections.synchronizedList(new ArrayList<>());
  private PgConnection connection;

  private Ground(PgConfig admin) {
    this.admin = admin.with("connect_timeout", "30");
    this.database = "migrate_" + ProcessHandle.current().pid() + "_" + NUMBER.incrementAndGet();
    this.config = this.admin.withDatabase(database);
    try (PgConnection its = connect(this.admin)) {
      its.script("create database " + database);
    }
    this.connection = connect(config);
  }

  static Ground create() {
    return new Ground(PgConfig.parse(TestServer.url()));
  }

  static Ground on(PgConfig admin) {
    return new Ground(admin);
  }

  static PgConnection connect(PgConfig config) {
    return new Connector(ConnectionSetup.of(config)).connect();
  }

  PgConfig config() {
    return config;
  }

  String database() {
    return database;
  }

  /** A connection beside the migrator's. */
  PgConnection sql() {
    return connection;
  }

  /** After the server was away. */
  void reconnect() {
    connection.abort();
    connection = connect(config);
  }

  Ground file(String name, String text) {
    files.put(name, text);
    return this;
  }

  Ground remove(String name) {
    files.remove(name);
    return this;
  }

  Map<String, String> files() {
    return files;
  }

  MigrationSource source() {
    return () ->
        files.entrySet().stream()
            .map(each -> MigrationFile.of(each.getKey(), each.getValue()))
            .toList();
  }

  PgMigratorBuilder builder() {
    return builder(config);
  }

  PgMigratorBuilder builder(PgConfig to) {
    return PgMigrator.builder(to).source(source()).listener(told::add);
  }

  PgMigrator migrator() {
    return builder().build();
  }

  /** What the migrators made by {@link #builder} have told. */
  List<MigrationEvent> told() {
    return told;
  }

  <T extends MigrationEvent> List<T> told(Class<T> kind) {
    return List.copyOf(told).stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** Version (0 for a repeatable one), state and statements done, of all rows. */
  List<String> log() {
    return connection
        .query(
            "select coalesce(version, 0) || ' ' || state || ' ' || statements_done"
                + " from migrations_log order by id")
        .list(String.class);
  }

  boolean exists(String relation) {
    return connection.query("select pg_catalog.to_regclass($1) is not null", relation).oneBoolean();
  }

  long count(String table) {
    return connection.query("select count(*) from " + table).oneLong();
  }

  /** Looks again and again until it holds; fails after half a minute. */
  static void eventually(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + 30_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("does not come true: " + what);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  @Override
  public void close() {
    connection.close();
    try (PgConnection its = connect(admin)) {
      its.script("drop database " + database + " with (force)");
    }
  }
}
