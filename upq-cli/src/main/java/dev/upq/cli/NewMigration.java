// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes the files of a migration that is to be written. Stateless. */
final class NewMigration {

  private static final Pattern VERSIONED = Pattern.compile("(\\d{1,18})[_.-].*\\.sql");
  private static final int DIGITS = 4;

  private NewMigration() {}

  /** The name of a file in small letters and underscores; empty where nothing is left of it. */
  static String name(String title) {
    return title
        .strip()
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}]+", "_")
        .replaceAll("^_+|_+$", "");
  }

  /** The number behind the highest in the folder, as wide as the widest there. */
  static String next(Path folder) throws IOException {
    long last = 0;
    int digits = DIGITS;
    if (Files.isDirectory(folder)) {
      try (Stream<Path> all = Files.list(folder)) {
        for (Path each : (Iterable<Path>) all::iterator) {
          Matcher named = VERSIONED.matcher(String.valueOf(each.getFileName()));
          if (named.matches()) {
            last = Math.max(last, Long.parseLong(named.group(1)));
            digits = Math.max(digits, named.group(1).length());
          }
        }
      }
    }
    return String.format(Locale.ROOT, "%0" + digits + "d", last + 1);
  }

  /** A pair for a version. */
  static List<Path> pair(Path folder, String version, String name) throws IOException {
    return List.of(
        write(folder, version + "_" + name + ".up.sql", "-- " + name + "\n"),
        write(folder, version + "_" + name + ".down.sql", "-- takes " + name + " back\n"));
  }

  static List<Path> repeatable(Path folder, String name) throws IOException {
    return List.of(
        write(folder, "R__" + name + ".sql", "-- " + name + ", applied whenever it changes\n"));
  }

  private static Path write(Path folder, String name, String text) throws IOException {
    Files.createDirectories(folder);
    return Files.writeString(folder.resolve(name), text, StandardOpenOption.CREATE_NEW);
  }
}
