// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import dev.upq.config.PgConfig;
import dev.upq.testkit.EmbeddedPostgres;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server that a command works on: the one that a URL names, or one that is started for it and
 * stopped with it.
 */
final class Server implements AutoCloseable {

  private final @Nullable EmbeddedPostgres embedded;
  private final String url;

  private Server(@Nullable EmbeddedPostgres embedded, String url) {
    this.embedded = embedded;
    this.url = url;
  }

  static Server of(Optional<String> url, int version, Screen progress) {
    if (url.isPresent()) {
      return new Server(null, url.get());
    }
    progress.progress("starting PostgreSQL " + version + " ...");
    EmbeddedPostgres started = EmbeddedPostgres.builder().version(version).start();
    return new Server(started, started.url());
  }

  PgConfig config(int connections) {
    return PgConfig.parse(url)
        .with("pool_max", String.valueOf(connections))
        .with("application_name", "upq run");
  }

  boolean started() {
    return embedded != null;
  }

  @Override
  public void close() {
    if (embedded != null) {
      embedded.close();
    }
  }
}
