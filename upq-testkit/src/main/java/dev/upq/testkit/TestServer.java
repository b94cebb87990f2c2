// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import dev.upq.fault.PgConfigException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The server that the tests of this JVM share. Thread-safe; {@code STARTING} guards the shared
 * server.
 *
 * <p>The variable {@code UPQ_TEST_URL} (or the property {@code upq.test.url}) names a server that
 * runs already; then nothing is started. Otherwise the first call starts one {@link
 * EmbeddedPostgres}, of the version that the property {@code upq.test.version} names (18 where it
 * is not set), and it ends with the JVM. A test that stops, kills, freezes or configures a server
 * starts one of its own.
 */
public final class TestServer {

  private static final ReentrantLock STARTING = new ReentrantLock();
  private static @Nullable EmbeddedPostgres shared;

  private TestServer() {}

  /** The URL of the database that tests use, with the password if there is one. */
  public static String url() {
    return external().orElseGet(() -> sharedServer().url());
  }

  /** The same server, another database of it. */
  public static String url(String database) {
    return external()
        .map(url -> DatabaseInUrl.replaced(url, database))
        .orElseGet(() -> sharedServer().url(database));
  }

  /** The shared server, started if need be; empty where tests use one from outside. */
  public static Optional<EmbeddedPostgres> embedded() {
    return external().isPresent() ? Optional.empty() : Optional.of(sharedServer());
  }

  private static Optional<String> external() {
    return SystemSetting.read("upq.test.url", "UPQ_TEST_URL");
  }

  private static EmbeddedPostgres sharedServer() {
    STARTING.lock();
    try {
      EmbeddedPostgres server = shared;
      if (server == null) {
        server = EmbeddedPostgres.builder().version(version()).start();
        shared = server;
      }
      return server;
    } finally {
      STARTING.unlock();
    }
  }

  private static int version() {
    String text = SystemSetting.read("upq.test.version", "UPQ_TEST_VERSION").orElse("18");
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new PgConfigException("upq.test.version is not a major version: " + text, e);
    }
  }
}
