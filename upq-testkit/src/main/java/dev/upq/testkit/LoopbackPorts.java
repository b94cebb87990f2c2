// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import dev.upq.fault.PgConfigException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports on the loopback addresses. Thread-safe. They are taken from below the range out of
 * which systems serve outgoing connections: a client that dials a server while it is down could
 * otherwise be given the server's own port as its source, connect to itself, and keep the server
 * from coming back. Whether a port is still free when the server binds it, only the server can
 * tell.
 */
final class LoopbackPorts {

  private static final int LOWEST = 15_000;
  private static final int HIGHEST = 31_999;
  private static final int TRIES = 1_000;

  private LoopbackPorts() {}

  /** The loopback addresses of this machine: 127.0.0.1 and, where it exists, ::1. */
  static List<String> addresses() {
    return free("::1", 0) ? List.of("127.0.0.1", "::1") : List.of("127.0.0.1");
  }

  /** A port that is free on all these addresses at this moment. */
  static int choose(List<String> addresses) {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
      if (addresses.stream().allMatch(address -> free(address, port))) {
        return port;
      }
    }
    throw new PgConfigException(
        "no free port between %d and %d on %s: stop what holds them, or choose a port"
            .formatted(LOWEST, HIGHEST, addresses));
  }

  private static boolean free(String address, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
