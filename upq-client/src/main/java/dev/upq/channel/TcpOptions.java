// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

/**
 * Options of a TCP connection, with the meaning of libpq's keepalive settings. Immutable.
 *
 * <p>They only tell a dead peer on an idle connection: what has been sent and is not acknowledged
 * is retried by the kernel for about 15 minutes, whatever stands here, since the JDK has no
 * TCP_USER_TIMEOUT. Deadlines are therefore kept elsewhere.
 *
 * @param keepAlive whether the kernel probes an idle connection
 * @param idleSeconds idle time before the first probe; 0 is the system's default
 * @param intervalSeconds time between probes; 0 is the system's default
 * @param count probes lost before the connection counts as dead; 0 is the system's default
 */
public record TcpOptions(boolean keepAlive, int idleSeconds, int intervalSeconds, int count) {

  public TcpOptions {
    if (idleSeconds < 0 || intervalSeconds < 0 || count < 0) {
      throw new IllegalArgumentException("a keepalive setting below 0");
    }
  }

  /** Keepalive on, with the system's own times. */
  public static TcpOptions standard() {
    return new TcpOptions(true, 0, 0, 0);
  }
}
