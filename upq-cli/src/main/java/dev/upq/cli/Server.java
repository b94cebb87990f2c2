// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import dev.upq.config.PgConfig;
import dev.upq.testkit.EmbeddedPostgres;
import dev.upq.testkit.EmbeddedPostgresBuilder;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The server that a command works on: the one that a URL names, or one that is started for it and
 * stopped with it. Thread-safe.
 */
final class Server implements AutoCloseable {

  private final @Nullable EmbeddedPostgres embedded;
  private final String url;
  // Held while it is started again, which is done once.
  private final ReentrantLock lock = new ReentrantLock();

  private Server(@Nullable EmbeddedPostgres embedded, String url) {
    this.embedded = embedded;
    this.url = url;
  }

  /** One that need not outlive a crash. */
  static Server of(Optional<String> url, int version, Screen progress) {
    return of(url, version, false, progress);
  }

  /**
   * @param durable whether one that is started keeps what it has acknowledged when it is killed
   */
  static Server of(Optional<String> url, int version, boolean durable, Screen progress) {
    if (url.isPresent()) {
      return new Server(null, url.get());
    }
    progress.progress("starting PostgreSQL " + version + " ...");
    EmbeddedPostgresBuilder builder = EmbeddedPostgres.builder().version(version);
    EmbeddedPostgres started = (durable ? builder.durable() : builder).start();
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

  /** Kills one that was started, as a crash would. */
  void kill() {
    if (embedded != null) {
      embedded.kill();
    }
  }

  /** Starts one that was started here again, where it does not run; true where it did not. */
  boolean mend() {
    lock.lock();
    try {
      if (embedded == null || embedded.isRunning()) {
        return false;
      }
      embedded.restart();
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    if (embedded != null) {
      embedded.close();
    }
  }
}
