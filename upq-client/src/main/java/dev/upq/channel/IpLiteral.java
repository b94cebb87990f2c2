// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import java.net.InetAddress;
import java.util.Optional;

/** Tells IP addresses from names without asking a resolver. Stateless, thread-safe. */
final class IpLiteral {

  private IpLiteral() {}

  /** The address that {@code text} spells, without brackets; empty where it is a name. */
  static Optional<InetAddress> parse(String text) {
    if (text.isEmpty() || text.startsWith("[")) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException aName) {
      return Optional.empty();
    }
  }
}
