// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import dev.upq.migrate.MigrationEvent;
import java.time.Duration;
import java.util.Locale;

/** What a migrator tells, for a person: on standard error. One thread at a time. */
final class MigrateScreen {

  private final Screen screen;
  private int statements;

  MigrateScreen(Screen screen) {
    this.screen = screen;
  }

  void told(MigrationEvent event) {
    switch (event) {
      case MigrationEvent.Waiting(String holder) -> screen.line("waiting for the lock: " + holder);
      case MigrationEvent.Begun(String title, boolean down, int all, int done) -> {
        statements = all;
        String from = done == 0 ? "" : ", going on behind statement " + done;
        screen.progress((down ? "taking back " : "applying ") + title + from);
      }
      case MigrationEvent.Statement(String title, int number, int line) ->
          screen.progress(
              title + ": statement " + number + " of " + statements + " (line " + line + ")");
      case MigrationEvent.Retrying(String title, int retry, Duration after, String why) ->
          screen.line(title + ": retry " + retry + " in " + millis(after) + ", because of " + why);
      case MigrationEvent.Done(String title, boolean down, Duration took) ->
          screen.line(
              screen.good(down ? "taken back " : "applied ") + title + " in " + millis(took));
      case MigrationEvent.Told(String text) -> screen.line(text);
    }
  }

  static String millis(Duration time) {
    return time.compareTo(Duration.ofSeconds(10)) < 0
        ? time.toMillis() + " ms"
        : String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1_000.0);
  }
}
