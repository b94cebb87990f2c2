// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.config.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Links over the operating system's sockets: TCP and Unix-domain. Immutable, thread-safe as its
 * resolver.
 */
public final class SystemTransport implements Transport {

  private final TcpOptions options;
  private final Optional<String> requirePeer;
  private final Resolver resolver;

  private SystemTransport(TcpOptions options, Optional<String> requirePeer, Resolver resolver) {
    this.options = options;
    this.requirePeer = requirePeer;
    this.resolver = resolver;
  }

  /** With the JVM's resolver; see {@link Resolver#system()} on what it keeps. */
  public static Transport of(TcpOptions options, Optional<String> requirePeer) {
    return of(options, requirePeer, Resolver.system());
  }

  /**
   * A transport.
   *
   * @param requirePeer the operating-system user that must own the server behind a Unix-domain
   *     socket, if one must
   * @param resolver asked for host names; never for IP addresses
   */
  public static Transport of(TcpOptions options, Optional<String> requirePeer, Resolver resolver) {
    return new SystemTransport(options, requirePeer, resolver);
  }

  @Override
  public List<Endpoint> resolve(HostPort host) throws IOException {
    if (host.unix()) {
      return List.of(new Endpoint.Unix(unixSocket(host), requirePeer));
    }
    List<Endpoint> endpoints = new ArrayList<>();
    for (InetAddress address : addresses(host)) {
      endpoints.add(new Endpoint.Tcp(new InetSocketAddress(address, host.port())));
    }
    return List.copyOf(endpoints);
  }

  /** A path or an address that is spelled out is what it says. */
  @Override
  public boolean asks(HostPort host) {
    return !host.unix() && host.hostAddress().isEmpty() && IpLiteral.parse(host.host()).isEmpty();
  }

  @Override
  public Link open(Endpoint endpoint) {
    if (endpoint instanceof Endpoint.Tcp tcp) {
      return new SocketLink(tcp.address(), options);
    }
    return new UnixLink((Endpoint.Unix) endpoint);
  }

  private List<InetAddress> addresses(HostPort host) throws IOException {
    if (!host.hostAddress().isEmpty()) {
      Optional<InetAddress> address = IpLiteral.parse(host.hostAddress());
      if (address.isEmpty()) {
        throw new UnknownHostException(
            "hostaddr \""
                + host.hostAddress()
                + "\" is not an IP address; give a name as host instead");
      }
      return List.of(address.get());
    }
    Optional<InetAddress> literal = IpLiteral.parse(host.host());
    if (literal.isPresent()) {
      return List.of(literal.get());
    }
    List<InetAddress> found = resolver.resolve(host.host());
    if (found.isEmpty()) {
      throw new UnknownHostException(host.host());
    }
    return found;
  }

  private static Path unixSocket(HostPort host) throws IOException {
    if (host.host().startsWith("@")) {
      throw new SocketException(
          "abstract Unix-domain sockets such as \""
              + host.host()
              + "\" are not available in Java; give the directory of a socket file, or a TCP host");
    }
    return Path.of(host.host(), ".s.PGSQL." + host.port());
  }
}
