// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.introspect;

import dev.upq.config.PgConfig;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.mapping.RecordMapping;
import dev.upq.testkit.EmbeddedPostgres;
import dev.upq.testkit.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/** The servers and databases that these tests share. Thread-safe; LOCK guards the map. */
final class Ground {

  static final int NEWEST = 18;

  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final Map<Integer, EmbeddedPostgres> STARTED = new HashMap<>();

  private Ground() {}

  /** A new database of that name, in the place of an older one. */
  static PgConfig database(int version, String name) {
    EmbeddedPostgres server = server(version);
    try (PgConnection admin = connect(PgConfig.parse(server.url()))) {
      admin.script("set client_min_messages = warning");
      admin.script("drop database if exists " + name);
      admin.script("create database " + name);
    }
    return PgConfig.parse(server.url(name)).with("connect_timeout", "30");
  }

  static PgConnection connect(PgConfig config) {
    return new Connector(ConnectionSetup.of(config).withMapping(RecordMapping.instance()))
        .connect();
  }

  /** A text beside this class. */
  static String text(String name) {
    try (InputStream in = Ground.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static EmbeddedPostgres server(int version) {
    LOCK.lock();
    try {
      return STARTED.computeIfAbsent(version, Ground::start);
    } finally {
      LOCK.unlock();
    }
  }

  private static EmbeddedPostgres start(int version) {
    return version == NEWEST
        ? TestServer.embedded().orElseGet(() -> fresh(version))
        : fresh(version);
  }

  private static EmbeddedPostgres fresh(int version) {
    return EmbeddedPostgres.builder().version(version).start();
  }
}
