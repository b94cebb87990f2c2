// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.upq.fault.PgConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A made-up machine for tests: a home directory, a user and variables. One thread at a time. */
final class Around {

  final Path home;
  final Path sockets;
  private final Map<String, String> variables = new HashMap<>();

  Around(Path directory) {
    this.home = directory.resolve("home");
    this.sockets = directory.resolve("sockets");
    try {
      Files.createDirectories(home);
      Files.createDirectories(sockets);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Around with(String variable, String value) {
    variables.put(variable, value);
    return this;
  }

  Around without(String variable) {
    variables.remove(variable);
    return this;
  }

  /** A file below the home directory that its owner alone may read. */
  Path file(String name, String... lines) {
    return fileOfMode("rw-------", name, lines);
  }

  Path fileOfMode(String mode, String name, String... lines) {
    try {
      Path file = home.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, String.join("\n", lines) + "\n");
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Environment environment() {
    return new Environment(variables, home, "osuser", List.of(sockets));
  }

  PgConfig parse(String text) {
    return PgConfig.parse(text, environment());
  }

  /** The message of the refusal; fails if the text is taken. */
  String refusal(String text) {
    PgConfigException e = catchThrowableOfType(PgConfigException.class, () -> parse(text));
    if (e == null) {
      throw new AssertionError("taken, not refused: " + text);
    }
    if (e.getMessage().lines().count() != 1) {
      throw new AssertionError("not one line: " + e.getMessage());
    }
    return e.getMessage();
  }

  /** The password that a connect to the first host would use; empty where there is none. */
  static String password(PgConfig config) {
    return config
        .credentials()
        .password(config.hosts().getFirst(), config.database(), config.user())
        .map(Secret::reveal)
        .orElse("");
  }

  /** What a text says by itself, as {@code key=value} pairs in alphabetical order. */
  static String read(String text) {
    StringBuilder out = new StringBuilder();
    Settings.read(text).entrySet().stream()
        .sorted((a, b) -> a.getKey().key().compareTo(b.getKey().key()))
        .forEach(e -> out.append(e.getKey().key() + "=" + e.getValue().text() + " "));
    return out.toString().strip();
  }
}
