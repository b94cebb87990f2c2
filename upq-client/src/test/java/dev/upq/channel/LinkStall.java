// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/** Peers that do nothing. */
final class LinkStall {

  private LinkStall() {}

  /** Neither reads nor writes until the connection is closed from this side. */
  static void stall(LinkServer.Peer peer) {
    while (!peer.isClosed()) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  static void writeForever(Link link) throws IOException {
    byte[] bytes = new byte[100_000];
    while (true) {
      link.write(bytes, 0, bytes.length);
    }
  }
}
