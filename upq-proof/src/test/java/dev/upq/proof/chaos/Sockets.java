// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The TCP sockets of this machine as its kernel lists them: who is at either end, and the state.
 * Stateless; empty where the system has no such list.
 */
final class Sockets {

  private static final List<Path> LISTS =
      List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final int HEX = 16;

  /** From one on, as the kernel numbers them. */
  private static final List<String> STATES =
      List.of(
          "none",
          "ESTABLISHED",
          "SYN_SENT",
          "SYN_RECV",
          "FIN_WAIT1",
          "FIN_WAIT2",
          "TIME_WAIT",
          "CLOSE",
          "CLOSE_WAIT",
          "LAST_ACK",
          "LISTEN",
          "CLOSING",
          "NEW_SYN_RECV");

  private Sockets() {}

  /** By inode: the ports of both ends and the state. */
  static Map<String, String> byInode() {
    Map<String, String> found = new TreeMap<>();
    for (Path list : LISTS) {
      for (String line : lines(list)) {
        String[] fields = line.strip().split("\\s+");
        if (fields.length > INODE && fields[LOCAL].contains(":")) {
          found.put(
              fields[INODE],
              port(fields[LOCAL]) + " to " + port(fields[REMOTE]) + " " + state(fields[STATE]));
        }
      }
    }
    return found;
  }

  private static List<String> lines(Path list) {
    try {
      return Files.readAllLines(list);
    } catch (IOException none) {
      return List.of();
    }
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), HEX);
  }

  private static String state(String code) {
    int number = Integer.parseInt(code, HEX);
    return number < STATES.size() ? STATES.get(number) : code;
  }
}
