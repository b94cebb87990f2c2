// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a builder was told. Immutable; it does not print the password.
 *
 * @param major the version of PostgreSQL
 * @param port the TCP port, 0 for a free one
 * @param binaries where to take PostgreSQL from, and from nowhere else
 * @param data the data directory to keep; empty for a temporary one
 * @param parameters lines of postgresql.conf, by name
 * @param hba the lines of pg_hba.conf; empty for those that initdb wrote
 * @param password that of the superuser; empty for no passwords at all
 * @param durable whether to survive a crash of the machine
 * @param tls certificate and key; empty for a server without TLS
 */
record ServerSettings(
    int major,
    int port,
    Optional<Path> binaries,
    Optional<Path> data,
    Map<String, String> parameters,
    Optional<List<String>> hba,
    Optional<String> password,
    boolean durable,
    Optional<Tls> tls) {

  /**
   * The server's certificate, its key, and the authorities whose client certificates it accepts.
   */
  record Tls(Path certificate, Path key, Optional<Path> authorities) {}

  ServerSettings {
    parameters = Map.copyOf(parameters);
    hba = hba.map(List::copyOf);
  }

  @Override
  public String toString() {
    return "ServerSettings[PostgreSQL " + major + ", port " + port + ", data " + data + "]";
  }
}
