// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.mapping.RecordMapping;
import dev.upq.testkit.EmbeddedPostgres;
import dev.upq.testkit.TestServer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** The servers that these tests share, one of each version. Thread-safe; LOCK guards the map. */
final class Servers {

  static final int NEWEST = 18;

  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final Map<Integer, EmbeddedPostgres> STARTED = new HashMap<>();

  private Servers() {}

  /** The server of that version, started at its first use; it ends with the JVM. */
  static EmbeddedPostgres of(int version) {
    LOCK.lock();
    try {
      return STARTED.computeIfAbsent(version, Servers::start);
    } finally {
      LOCK.unlock();
    }
  }

  /** The superuser over TCP. */
  static PgConfig config(int version) {
    return PgConfig.parse(of(version).url()).with("connect_timeout", "30");
  }

  /** The superuser of the server that tests share, which may be one from outside. */
  static PgConfig config() {
    return PgConfig.parse(TestServer.url()).with("connect_timeout", "30");
  }

  /** The same with an empty schema of that name as the place where names are looked up. */
  static PgConfig inSchema(PgConfig config, String schema) {
    try (PgConnection connection = connect(config)) {
      connection.script(
          ("set client_min_messages = warning;"
                  + " drop schema if exists %1$s cascade; create schema %1$s")
              .formatted(schema));
    }
    return config.with("options", "-c search_path=" + schema);
  }

  static PgPool pool(PgConfig config) {
    return PgPool.open(setup(config));
  }

  /** A connection of its own, which knows records. */
  static PgConnection connect(PgConfig config) {
    return new Connector(setup(config)).connect();
  }

  /** Waits until a backend is in the middle of pg_sleep. */
  static void awaitSleep(PgConfig config, int pid) {
    try (PgConnection connection = connect(config)) {
      Soak.eventually(
          "backend " + pid + " sleeps",
          () ->
              connection
                      .query(
                          "select count(*) from pg_stat_activity where pid = $1 and wait_event ="
                              + " 'PgSleep'",
                          pid)
                      .oneLong()
                  == 1);
    }
  }

  static ConnectionSetup setup(PgConfig config) {
    return ConnectionSetup.of(config).withMapping(RecordMapping.instance());
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
