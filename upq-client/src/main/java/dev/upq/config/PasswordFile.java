// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The password file, {@code ~/.pgpass}. Immutable; read anew at each look-up.
 *
 * <p>A line is {@code host:port:database:user:password}. A field that is {@code *} fits everything;
 * {@code \:} and {@code \\} stand for a colon and a backslash. The first line that fits counts. A
 * file that is not plain, or that group or others may read, is ignored.
 *
 * @param file where it is, whether or not it exists
 * @param localDirectories directories of Unix-domain sockets that a line may name {@code localhost}
 * @see <a href="https://www.postgresql.org/docs/18/libpq-pgpass.html">The password file</a>
 */
record PasswordFile(Path file, List<Path> localDirectories) implements CredentialsSupplier {

  /** Why the file is ignored, as a sentence; empty where it is fine or does not exist. */
  Optional<String> problem() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Optional<String> problem = TextFile.passwordFileProblem(file);
    if (problem.isEmpty()) {
      try {
        TextFile.lines(file);
      } catch (IOException e) {
        problem = Optional.ofNullable(e.getMessage());
      }
    }
    return problem.map(text -> "password file " + file + " is ignored: it " + text);
  }

  @Override
  public Optional<Secret> password(HostPort host, String database, String user) {
    if (!Files.exists(file) || TextFile.passwordFileProblem(file).isPresent()) {
      return Optional.empty();
    }
    List<String> lines;
    try {
      lines = TextFile.lines(file);
    } catch (IOException e) {
      return Optional.empty();
    }
    boolean local =
        host.unix() && TextFile.path(host.host()).filter(localDirectories::contains).isPresent();
    String port = Integer.toString(host.port());
    for (String line : lines) {
      Optional<String> found = match(line, new String[] {host.host(), port, database, user});
      if (found.isEmpty() && local) {
        found = match(line, new String[] {"localhost", port, database, user});
      }
      if (found.isPresent()) {
        return found.filter(text -> !text.isEmpty()).map(Secret::of);
      }
    }
    return Optional.empty();
  }

  /** The password of a line whose first fields fit. */
  private static Optional<String> match(String line, String[] wanted) {
    if (line.startsWith("#")) {
      return Optional.empty();
    }
    int at = 0;
    for (String token : wanted) {
      at = afterField(line, at, token);
      if (at < 0) {
        return Optional.empty();
      }
    }
    StringBuilder password = new StringBuilder();
    for (int i = at; i < line.length() && line.charAt(i) != ':'; i++) {
      if (line.charAt(i) == '\\' && i + 1 < line.length()) {
        i++;
      }
      password.append(line.charAt(i));
    }
    return Optional.of(password.toString());
  }

  /** Where the next field begins if the field at that place fits the token, else -1. */
  private static int afterField(String line, int from, String token) {
    if (line.startsWith("*:", from)) {
      return from + 2;
    }
    int matched = 0;
    for (int i = from; i < line.length(); i++) {
      if (line.charAt(i) == ':' && matched == token.length()) {
        return i + 1;
      }
      if (line.charAt(i) == '\\' && i + 1 < line.length()) {
        i++;
      }
      if (matched == token.length() || line.charAt(i) != token.charAt(matched)) {
        return -1;
      }
      matched++;
    }
    return -1;
  }
}
