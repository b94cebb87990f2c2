// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

/**
 * A host as the configuration names it, not yet resolved. Immutable.
 *
 * @param host a name, an IP address without brackets, or the directory of a Unix-domain socket (an
 *     absolute path; an abstract socket's name begins with {@code @})
 * @param hostAddress an IP address that is connected to without asking a resolver, or empty; the
 *     host then only serves TLS and the password file
 * @param port 1 to 65,535; for a Unix-domain socket the number in its file's name
 */
public record HostPort(String host, String hostAddress, int port) {

  public HostPort(String host, int port) {
    this(host, "", port);
  }

  /** True where this is the directory of a Unix-domain socket. */
  public boolean unix() {
    return hostAddress.isEmpty() && (host.startsWith("/") || host.startsWith("@"));
  }

  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
