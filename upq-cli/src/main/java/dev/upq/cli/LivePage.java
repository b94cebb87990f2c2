// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import dev.upq.PgPool;
import dev.upq.console.ConsoleSection;
import dev.upq.console.PgConsole;
import dev.upq.console.PgConsoleBuilder;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The console that a command opens beside its work, where it is wanted. One thread. */
final class LivePage implements AutoCloseable {

  private static final int NONE = -1;
  private static final int MOST = 65_535;

  private final int port;
  private final CommandLine line;
  private @Nullable PgConsole console;

  private LivePage(int port, CommandLine line) {
    this.port = port;
    this.line = line;
  }

  /** What an option says: a port, 0 for any that is free, or {@code off}. */
  static LivePage of(String option, CommandLine line) {
    if (option.equalsIgnoreCase("off")) {
      return new LivePage(NONE, line);
    }
    int port = option.matches("\\d{1,5}") ? Integer.parseInt(option) : NONE;
    if (port < 0 || port > MOST) {
      throw new ParameterException(
          line, "--console is " + option + "; it must be a port, 0 to " + MOST + ", or off");
    }
    return new LivePage(port, line);
  }

  /** Where the page is from now on; empty where none is wanted. */
  Optional<URI> open(PgPool pool, ConsoleSection... sections) {
    if (port == NONE) {
      return Optional.empty();
    }
    try {
      PgConsoleBuilder builder = PgConsole.builder().watch(pool).port(port);
      for (ConsoleSection each : sections) {
        builder.section(each);
      }
      console = builder.start();
      return Optional.of(console.uri());
    } catch (UncheckedIOException taken) {
      throw new ParameterException(line, String.valueOf(taken.getMessage()), taken);
    }
  }

  @Override
  public void close() {
    if (console != null) {
      console.close();
    }
  }
}
