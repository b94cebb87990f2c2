// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Turns a host name into addresses. Implementations are thread-safe; a user replaces the JVM's
 * resolver with it.
 */
@FunctionalInterface
public interface Resolver {

  /**
   * The addresses of a name, in the order in which they are to be tried; asked at every connect,
   * may block.
   *
   * @throws UnknownHostException where there is none
   */
  List<InetAddress> resolve(String name) throws UnknownHostException;

  /**
   * The JVM's own resolver: both IPv4 and IPv6 addresses, in its order. The JVM keeps an answer for
   * as long as its security property {@code networkaddress.cache.ttl} says (30 seconds where
   * nothing is set; 0 keeps none), and there is no way around that cache that would not change it
   * for the whole JVM. Nothing is kept on top of it.
   */
  static Resolver system() {
    return new SystemResolver();
  }
}
