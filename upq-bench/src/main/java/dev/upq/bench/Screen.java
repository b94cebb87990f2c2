// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench;

import java.io.PrintWriter;

/** Where somebody follows the comparison. One thread at a time. */
final class Screen {

  private final PrintWriter out;
  private final boolean terminal;
  private boolean drawn;

  Screen(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** A line that the next takes the place of, where that is possible. */
  void progress(String line) {
    if (terminal) {
      out.print("\r\u001b[K" + line);
      drawn = true;
    } else {
      out.println(line);
    }
    out.flush();
  }

  void line(String line) {
    if (drawn) {
      out.print("\r\u001b[K");
      drawn = false;
    }
    out.println(line);
    out.flush();
  }
}
