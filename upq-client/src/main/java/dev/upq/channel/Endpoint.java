// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/** One address that a server may listen on: what a host name resolved to. Immutable. */
public sealed interface Endpoint {

  /** A resolved TCP address. */
  record Tcp(InetSocketAddress address) implements Endpoint {}

  /**
   * A Unix-domain socket.
   *
   * @param requirePeer the operating-system user that must own the server process, if one is
   *     required
   */
  record Unix(Path socket, Optional<String> requirePeer) implements Endpoint {}
}
