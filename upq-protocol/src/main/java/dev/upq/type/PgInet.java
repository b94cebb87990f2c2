// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import dev.upq.fault.PgValueException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * An inet or a cidr: an address and the length of its network prefix. Immutable.
 *
 * <p>An address with a scope ({@code fe80::1%eth0}) is refused, for PostgreSQL has no room for it.
 *
 * @param prefix in bits: 0 to 32, or to 128 for IPv6
 */
public record PgInet(InetAddress address, int prefix) {

  public PgInet {
    if (prefix < 0 || prefix > bits(address)) {
      throw PgValueException.encode("a network prefix that is longer than its address");
    }
    if (address instanceof Inet6Address v6
        && (v6.getScopeId() != 0 || v6.getScopedInterface() != null)) {
      throw PgValueException.encode("an IPv6 address with a scope, which inet cannot hold");
    }
  }

  /** The address of one host. */
  public static PgInet of(InetAddress address) {
    return new PgInet(address, bits(address));
  }

  /** True where the prefix covers the whole address, so that this is one host. */
  public boolean isHost() {
    return prefix == bits(address);
  }

  private static int bits(InetAddress address) {
    return address instanceof Inet4Address ? 32 : 128;
  }

  /** The address as Java writes it, a slash and the prefix. */
  @Override
  public String toString() {
    return address.getHostAddress() + "/" + prefix;
  }
}
