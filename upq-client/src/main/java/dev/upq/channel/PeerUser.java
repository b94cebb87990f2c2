// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/** Who runs the process at the other end of a Unix-domain socket. Stateless, thread-safe. */
final class PeerUser {

  private PeerUser() {}

  /**
   * The operating-system user's name, or its number where it has none.
   *
   * @throws SocketException where the platform or this JVM (which may lack the module jdk.net)
   *     cannot tell
   */
  static String of(SocketChannel channel) throws IOException {
    try {
      return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
    } catch (UnsupportedOperationException | LinkageError missing) {
      SocketException cannotTell =
          new SocketException(
              "requirepeer cannot be checked on this platform; it needs the JDK's module jdk.net");
      cannotTell.initCause(missing);
      throw cannotTell;
    }
  }
}
