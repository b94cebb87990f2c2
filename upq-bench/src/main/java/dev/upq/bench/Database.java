// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench;

import dev.upq.bench.work.Schema;
import dev.upq.bench.work.Target;
import dev.upq.config.HostPort;
import dev.upq.config.PgConfig;
import dev.upq.config.Secret;
import dev.upq.connection.PgConnection;
import dev.upq.testkit.EmbeddedPostgres;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The server that all clients meet, with the tables in it. One thread at a time. */
final class Database implements AutoCloseable {

  private final @Nullable EmbeddedPostgres embedded;
  private final PgConfig config;
  private final PgConnection connection;

  private Database(@Nullable EmbeddedPostgres embedded, PgConfig config, PgConnection connection) {
    this.embedded = embedded;
    this.config = config;
    this.connection = connection;
  }

  /** The server of a URL, or one that is started for this. */
  static Database open(Optional<String> url) {
    if (url.isPresent()) {
      return new Database(null, PgConfig.parse(url.get()), PgConnection.open(url.get()));
    }
    EmbeddedPostgres embedded =
        EmbeddedPostgres.builder()
            .setting("max_connections", "300")
            .setting("shared_buffers", "512MB")
            .setting("max_wal_size", "8GB")
            .setting("autovacuum", "off")
            .setting("jit", "off")
            .setting("synchronize_seqscans", "off")
            .start();
    try {
      return new Database(
          embedded, PgConfig.parse(embedded.url()), PgConnection.open(embedded.url()));
    } catch (RuntimeException failed) {
      embedded.close();
      throw failed;
    }
  }

  String version() {
    return connection.parameter("server_version").orElse("unknown");
  }

  Target target(int connections, int rows) {
    HostPort host = config.hosts().getFirst();
    return new Target(
        host.host(),
        host.port(),
        config.database(),
        config.user(),
        config
            .credentials()
            .password(host, config.database(), config.user())
            .map(Secret::reveal)
            .orElse(""),
        connections,
        rows);
  }

  void fill(int rows) {
    connection.script(Schema.create(rows));
    connection.script("vacuum analyze upq_bench.fact");
    connection.script("checkpoint");
  }

  /** Before each round: the tables as they were. */
  void tidy() {
    connection.script(Schema.TIDY);
  }

  /** After a case that updates. */
  void vacuum() {
    connection.script("vacuum upq_bench.account");
  }

  /** Where the server is somebody's, nothing of ours stays. */
  @Override
  public void close() {
    try (embedded) {
      if (embedded == null) {
        connection.script(Schema.DROP);
      }
      connection.close();
    }
  }
}
