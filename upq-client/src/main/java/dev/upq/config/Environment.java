// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the configuration may know of the machine around it. Immutable; {@link #toString()} shows no
 * variable.
 *
 * @param variables the environment variables; only those that libpq knows are looked at
 * @param home the directory that has {@code .pgpass}, {@code .pg_service.conf} and {@code
 *     .postgresql}
 * @param osUser the operating-system user's name, which is the default of {@code user}
 * @param socketDirectories where a server's Unix-domain socket is looked for if no host is named,
 *     in this order; the password file knows these directories as {@code localhost}
 */
public record Environment(
    Map<String, String> variables, Path home, String osUser, List<Path> socketDirectories) {

  public Environment {
    variables = Map.copyOf(variables);
    socketDirectories = List.copyOf(socketDirectories);
  }

  /** With {@code /var/run/postgresql} and {@code /tmp} as the socket directories. */
  public Environment(Map<String, String> variables, Path home, String osUser) {
    this(variables, home, osUser, List.of(Path.of("/var/run/postgresql"), Path.of("/tmp")));
  }

  /** The environment of this process, as it is now. */
  public static Environment system() {
    Map<String, String> variables = System.getenv();
    String home = variables.getOrDefault("HOME", "");
    return new Environment(
        variables,
        Path.of(home.isEmpty() ? System.getProperty("user.home", "") : home),
        System.getProperty("user.name", ""));
  }

  Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name));
  }

  @Override
  public String toString() {
    return "Environment[home=" + home + ", osUser=" + osUser + "]";
  }
}
