// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import java.io.IOException;

/**
 * A JVM of its own that starts a server, tells of it in one line, and then does as its first
 * argument says.
 */
final class ChildServer {

  private ChildServer() {}

  public static void main(String[] arguments) throws IOException {
    EmbeddedPostgres server = EmbeddedPostgres.start();
    if (arguments[0].equals("freeze")) {
      server.freeze();
    }
    System.out.println(server.pid() + " " + server.port() + " " + server.socketDirectory());
    if (arguments[0].equals("exit")) {
      System.exit(0);
    }
    // Waits to be killed, or to be told to end.
    while (System.in.read() >= 0) {
      continue;
    }
  }
}
