// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import dev.upq.fault.PgConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The connection service file: sections of settings under a name. Stateless, thread-safe.
 *
 * <p>The user's file ({@code PGSERVICEFILE}, else {@code ~/.pg_service.conf}) is looked at first,
 * then {@code pg_service.conf} in {@code PGSYSCONFDIR}. The first section of the name counts, and
 * in it the first value of a key. As in libpq no blanks may stand around the {@code =}.
 *
 * @see <a href="https://www.postgresql.org/docs/18/libpq-pgservice.html">The connection service
 *     file</a>
 */
final class ServiceFile {

  private ServiceFile() {}

  /** The settings of that service; a service that no file has is an error. */
  static Map<Setting, Given> settings(String service, Environment environment) {
    Optional<String> named = environment.variable("PGSERVICEFILE");
    Path users = path(named, environment.home().resolve(".pg_service.conf"));
    if (named.isPresent() || Files.exists(users)) {
      Optional<Map<Setting, Given>> found = section(users, service);
      if (found.isPresent()) {
        return found.get();
      }
    }
    Optional<Path> systems =
        environment
            .variable("PGSYSCONFDIR")
            .flatMap(TextFile::path)
            .map(directory -> directory.resolve("pg_service.conf"))
            .filter(Files::exists);
    return systems
        .flatMap(file -> section(file, service))
        .orElseThrow(
            () ->
                new PgConfigException(
                    "service \""
                        + Texts.printable(service)
                        + "\" is not defined; looked in "
                        + users
                        + systems.map(file -> " and " + file).orElse("")));
  }

  private static Path path(Optional<String> named, Path otherwise) {
    return named
        .map(
            text ->
                TextFile.path(text)
                    .orElseThrow(() -> new PgConfigException("PGSERVICEFILE is not a path")))
        .orElse(otherwise);
  }

  private static Optional<Map<Setting, Given>> section(Path file, String service) {
    Map<Setting, Given> out = new EnumMap<>(Setting.class);
    boolean inside = false;
    int number = 0;
    for (String line : lines(file)) {
      number++;
      String text = Texts.trim(line);
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      if (text.startsWith("[")) {
        if (inside) {
          break;
        }
        inside = text.startsWith("[" + service + "]");
      } else if (inside) {
        entry(text, " in line " + number + " of " + file, out);
      }
    }
    return inside ? Optional.of(out) : Optional.empty();
  }

  private static void entry(String text, String where, Map<Setting, Given> out) {
    if (text.startsWith("ldap")) {
      throw new PgConfigException("LDAP look-up" + where + " is not supported; remove the line");
    }
    int equals = text.indexOf('=');
    if (equals < 0) {
      throw new PgConfigException("expected key=value" + where);
    }
    String key = text.substring(0, equals);
    if (Texts.blank(key.isEmpty() ? 'x' : key.charAt(key.length() - 1))) {
      throw new PgConfigException("a blank stands before \"=\"" + where + "; remove it");
    }
    Setting setting = Setting.named(key, where, true);
    if (setting == Setting.SERVICE) {
      throw new PgConfigException("a service inside a service" + where + " is not supported");
    }
    out.putIfAbsent(setting, Given.of(setting, text.substring(equals + 1), where));
  }

  private static Iterable<String> lines(Path file) {
    try {
      return TextFile.lines(file);
    } catch (IOException e) {
      throw new PgConfigException("service file " + file + " " + e.getMessage(), e);
    }
  }
}
