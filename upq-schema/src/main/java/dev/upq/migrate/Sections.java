// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.migrate.MigrationException.Reason;
import dev.upq.sql.SqlPosition;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a file that may hold both directions: what stands in front of {@code -- upq: down},
 * and what stands behind it. Immutable. The part for down begins with as many empty lines as stand
 * in front of it, so that its lines are those of the file.
 */
record Sections(Script up, @Nullable Script down) {

  private static final String SIGN = "upq:";

  /**
   * Reads it.
   *
   * @throws MigrationException where it cannot be read, or the parts stand in a wrong order
   */
  static Sections of(MigrationFile file) {
    String text;
    try {
      text = Script.kept(file);
    } catch (IOException failed) {
      throw Script.unreadable(file, failed);
    }
    if (text == null || !text.contains(SIGN)) {
      return new Sections(text == null ? Script.of(file) : Script.of(file.place(), text), null);
    }
    SqlPosition border = border(file.place(), text);
    if (border == null) {
      return new Sections(Script.of(file.place(), text), null);
    }
    int line = text.lastIndexOf('\n', (int) border.offset()) + 1;
    return new Sections(
        Script.of(file.place(), text.substring(0, line)),
        Script.of(file.place(), "\n".repeat(border.line() - 1) + text.substring(line)));
  }

  /** Where the part for down begins; null where there is none. */
  private static @Nullable SqlPosition border(String place, String text) {
    SqlPosition down = null;
    try (SqlSplitter splitter = SqlSplitter.of(place, text)) {
      Optional<SqlStatement> next = splitter.next();
      while (next.isPresent()) {
        down = border(place, next.get().directives(), down);
        next = splitter.next();
      }
      return border(place, splitter.trailing(), down);
    }
  }

  private static @Nullable SqlPosition border(
      String place, List<SqlDirective> directives, @Nullable SqlPosition before) {
    SqlPosition down = before;
    for (SqlDirective each : directives) {
      switch (each) {
        case SqlDirective.Down its -> {
          if (down != null) {
            throw wrong(place, its.at(), "a second -- upq: down");
          }
          down = its.at();
        }
        case SqlDirective.Up its -> {
          if (down != null) {
            throw wrong(place, its.at(), "-- upq: up stands behind -- upq: down; put it in front");
          }
        }
        case SqlDirective.NoTransaction _, SqlDirective.Allow _ -> {}
      }
    }
    return down;
  }

  private static MigrationException wrong(String place, SqlPosition at, String what) {
    return new MigrationException(Reason.SYNTAX, place + ":" + at + ": " + what);
  }
}
