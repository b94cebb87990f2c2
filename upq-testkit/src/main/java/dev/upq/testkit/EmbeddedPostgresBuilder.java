// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import dev.upq.fault.PgConfigException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Says how an {@link EmbeddedPostgres} is to be. One thread at a time; may be used again after
 * {@link #start()}. Without any word: PostgreSQL 18 on a free port, in a temporary directory,
 * encoding UTF8, locale C, time zone UTC, no passwords, and without the costs of surviving a crash
 * of the machine.
 */
public final class EmbeddedPostgresBuilder {

  private static final Pattern PARAMETER = Pattern.compile("[A-Za-z_][A-Za-z0-9_.$]{0,62}");
  private static final int HIGHEST_PORT = 65_535;
  private static final int OLDEST_MAJOR = 14;
  private static final int HIGHEST_MAJOR = 99;
  private static final Set<String> OURS =
      Set.of(
          "port",
          "listen_addresses",
          "unix_socket_directories",
          "data_directory",
          "config_file",
          "hba_file",
          "log_destination",
          "logging_collector");

  private final Map<String, String> parameters = new LinkedHashMap<>();
  private int major = 18;
  private int port;
  private boolean durable;
  private Optional<Path> binaries = Optional.empty();
  private Optional<Path> data = Optional.empty();
  private Optional<List<String>> hba = Optional.empty();
  private Optional<String> password = Optional.empty();
  private Optional<ServerSettings.Tls> tls = Optional.empty();

  EmbeddedPostgresBuilder() {}

  /**
   * The major version, 14 or newer; 18 where nothing is said. Of several releases of it that are
   * found, the newest is taken.
   */
  public EmbeddedPostgresBuilder version(int major) {
    if (major < OLDEST_MAJOR || major > HIGHEST_MAJOR) {
      throw new PgConfigException("version " + major + " is not one of 14 or newer");
    }
    this.major = major;
    return this;
  }

  /**
   * The TCP port, or 0 for one that is free. It stays the same over {@link
   * EmbeddedPostgres#restart()}.
   */
  public EmbeddedPostgresBuilder port(int port) {
    if (port < 0 || port > HIGHEST_PORT) {
      throw new PgConfigException("port " + port + " is not between 0 and 65535");
    }
    this.port = port;
    return this;
  }

  /**
   * Where PostgreSQL is to be taken from, and from nowhere else: a jar of binaries, a directory of
   * such jars, or an installation (a directory with {@code bin/postgres}).
   */
  public EmbeddedPostgresBuilder binaries(Path place) {
    this.binaries = Optional.of(place);
    return this;
  }

  /**
   * A data directory to keep. Where it does not exist or is empty, it is created; where it holds a
   * cluster, that is used and not edited. Such a server is always durable.
   */
  public EmbeddedPostgresBuilder dataDirectory(Path directory) {
    this.data = Optional.of(directory);
    return this;
  }

  /**
   * A parameter of the server, as in postgresql.conf.
   *
   * @throws PgConfigException for a name that is none, a value with a line break, or a parameter
   *     that this class sets by itself
   */
  public EmbeddedPostgresBuilder setting(String name, String value) {
    if (!PARAMETER.matcher(name).matches()) {
      throw new PgConfigException("\"" + name + "\" is not the name of a parameter");
    }
    if (OURS.contains(name)) {
      throw new PgConfigException("the parameter " + name + " is chosen by the test server itself");
    }
    if (value.chars().anyMatch(c -> c < ' ')) {
      throw new PgConfigException("the value of " + name + " holds a control character");
    }
    parameters.put(name, value);
    return this;
  }

  /** The lines of pg_hba.conf, in place of those that let everybody in who reaches the loopback. */
  public EmbeddedPostgresBuilder hba(List<String> lines) {
    this.hba = Optional.of(List.copyOf(lines));
    return this;
  }

  /**
   * A password for the superuser, asked of everybody by SCRAM-SHA-256. It has an effect only where
   * the data directory is created.
   */
  public EmbeddedPostgresBuilder password(String password) {
    if (password.isEmpty() || password.chars().anyMatch(c -> c < ' ')) {
      throw new PgConfigException("the password is empty or holds a control character");
    }
    this.password = Optional.of(password);
    return this;
  }

  /** TLS with this certificate and key, both PEM. */
  public EmbeddedPostgresBuilder ssl(Path certificate, Path key) {
    this.tls = Optional.of(new ServerSettings.Tls(certificate, key, Optional.empty()));
    return this;
  }

  /**
   * TLS with this certificate and key; client certificates are checked against these authorities.
   * All PEM.
   */
  public EmbeddedPostgresBuilder ssl(Path certificate, Path key, Path authorities) {
    this.tls = Optional.of(new ServerSettings.Tls(certificate, key, Optional.of(authorities)));
    return this;
  }

  /**
   * Leaves fsync and full_page_writes on. Without it a temporary server is faster, loses nothing
   * when its processes are killed, but may be damaged when the machine crashes.
   */
  public EmbeddedPostgresBuilder durable() {
    this.durable = true;
    return this;
  }

  /**
   * Starts the server and waits until it takes connections: about half a second, plus two the first
   * time that binaries are unpacked.
   *
   * @throws PgConfigException if no binaries are found, or a directory, a port or a file cannot be
   *     used
   * @throws dev.upq.fault.PgConnectException if the server does not start, with the end of its log
   * @throws dev.upq.fault.PgInterruptedException if the calling thread is interrupted; nothing is
   *     left running
   */
  public EmbeddedPostgres start() {
    return EmbeddedPostgres.of(ServerStart.of(settings()));
  }

  ServerSettings settings() {
    return new ServerSettings(major, port, binaries, data, parameters, hba, password, durable, tls);
  }
}
