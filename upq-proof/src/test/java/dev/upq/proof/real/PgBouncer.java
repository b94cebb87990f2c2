// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import dev.upq.config.HostPort;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A real PgBouncer on a loopback port, in front of one server. One thread at a time. It runs where
 * an executable {@code pgbouncer} is found: the one that the property {@code upq.pgbouncer} names,
 * or {@code /usr/sbin/pgbouncer}.
 */
public final class PgBouncer implements AutoCloseable {

  private final Process process;
  private final Path directory;
  private final PgConfig config;

  private PgBouncer(Process process, Path directory, PgConfig config) {
    this.process = process;
    this.directory = directory;
    this.config = config;
  }

  /** The executable; empty where there is none. */
  public static Optional<Path> executable() {
    return Stream.of(System.getProperty("upq.pgbouncer", ""), "/usr/sbin/pgbouncer")
        .filter(name -> !name.isEmpty())
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts one that shares so many server connections among the transactions of all its clients.
   */
  static PgBouncer start(PgConfig server, int sessions) {
    return start(server, sessions, "transaction");
  }

  /** Starts one with that {@code pool_mode}. */
  public static PgBouncer start(PgConfig server, int sessions, String mode) {
    try {
      int port = freePort();
      Path directory = Files.createTempDirectory("upq-pgbouncer");
      Path settings =
          Files.writeString(directory.resolve("b.ini"), ini(server, port, sessions, mode));
      List<String> command = new ArrayList<>(List.of(executable().orElseThrow().toString()));
      if (System.getProperty("user.name").equals("root")) {
        directory.toFile().setExecutable(true, false);
        directory.toFile().setReadable(true, false);
        command.addAll(List.of("-u", "nobody"));
      }
      command.add(settings.toString());
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("log").toFile())
              .start();
      PgConfig config =
          server.with("host", "127.0.0.1").with("port", Integer.toString(port)).with("options", "");
      PgBouncer started = new PgBouncer(process, directory, config);
      try {
        started.awaitReady();
        return started;
      } catch (RuntimeException | Error failed) {
        started.close();
        throw failed;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String ini(PgConfig server, int port, int sessions, String mode) {
    HostPort host = server.hosts().getFirst();
    return """
    [databases]
    %s = host=%s port=%d user=%s
    [pgbouncer]
    listen_addr = 127.0.0.1
    listen_port = %d
    unix_socket_dir =
    auth_type = any
    pool_mode = %s
    default_pool_size = %d
    max_client_conn = 500
    """
        .formatted(
            server.database(), host.host(), host.port(), server.user(), port, mode, sessions);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitReady() {
    Soak.eventually(
        "the pooler lets us in",
        () -> {
          if (!process.isAlive()) {
            throw new IllegalStateException("pgbouncer has ended: " + log());
          }
          try (PgConnection connection = Servers.connect(config.with("transaction_pooler", "1"))) {
            return connection.query("select 1").oneLong() == 1;
          } catch (PgException notYet) {
            return false;
          }
        });
  }

  /** Clients go here; without the switch. */
  public PgConfig config() {
    return config;
  }

  /** What it has written. */
  String log() {
    try {
      return Files.readString(directory.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
