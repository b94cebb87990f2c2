// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.List;

/**
 * Where a person looks: lines that are drawn over in a terminal, and printed one after the other
 * elsewhere. One thread at a time.
 */
final class Screen {

  private final PrintWriter out;
  private final boolean terminal;
  private final boolean colours;
  private int drawn;

  Screen(PrintWriter out, boolean terminal, boolean colours) {
    this.out = out;
    this.terminal = terminal;
    this.colours = terminal && colours;
  }

  /**
   * For this process: a terminal where both ends are one and TERM is not {@code dumb}; colours
   * unless NO_COLOR is set.
   */
  @SuppressWarnings(
      "SystemConsoleNull") // It is null in JDK 25 where there is no terminal; Error Prone knows of
  // 22 to 24.
  static Screen of(PrintWriter out) {
    Console console = System.console();
    String term = System.getenv().getOrDefault("TERM", "dumb");
    boolean terminal = console != null && console.isTerminal() && !term.equals("dumb");
    return new Screen(out, terminal, System.getenv().getOrDefault("NO_COLOR", "").isEmpty());
  }

  boolean terminal() {
    return terminal;
  }

  /** A line that the next drawing may take the place of, in a terminal. */
  void progress(String line) {
    if (terminal) {
      draw(List.of(line));
    }
  }

  /** Lines in the place of those drawn before; elsewhere simply lines. */
  void draw(List<String> lines) {
    if (terminal) {
      erase();
      drawn = lines.size();
    }
    lines.forEach(out::println);
    out.flush();
  }

  /** A line that stays. */
  void line(String line) {
    if (terminal) {
      erase();
    }
    out.println(line);
    out.flush();
  }

  /** Leaves what is drawn where it is. */
  void keep() {
    drawn = 0;
  }

  String bold(String text) {
    return colours ? "\u001b[1m" + text + "\u001b[0m" : text;
  }

  String good(String text) {
    return colours ? "\u001b[32m" + text + "\u001b[0m" : text;
  }

  String bad(String text) {
    return colours ? "\u001b[31m" + text + "\u001b[0m" : text;
  }

  private void erase() {
    if (drawn > 0) {
      out.print("\u001b[" + drawn + "F\u001b[J");
      drawn = 0;
    }
  }
}
