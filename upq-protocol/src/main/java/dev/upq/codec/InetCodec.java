// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Misfit;
import dev.upq.type.PgInet;
import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * inet and cidr: the family (2 for IPv4, 3 for IPv6), the length of the prefix in bits, a flag for
 * cidr, the number of octets, and those. Immutable.
 *
 * <p>Read as PgInet, String, and as InetAddress where the prefix covers the whole address. Written
 * from PgInet, InetAddress and CharSequence. A cidr with bits to the right of its prefix is refused
 * by the server.
 */
final class InetCodec extends Printed<PgInet> {

  private static final int IPV4 = 2;
  private static final int IPV6 = 3;

  private final boolean cidr;

  InetCodec(String typeName, boolean cidr) {
    super(typeName, PgInet.class, -1);
    this.cidr = cidr;
  }

  @Override
  PgInet read(ByteReader in) {
    int family = in.uint1();
    int prefix = in.uint1();
    in.skip(1); // the flag for cidr, which the type tells
    int octets = in.uint1();
    if ((family != IPV4 || octets != 4) && (family != IPV6 || octets != 16)) {
      throw Malformed.value(this, "an address family unlike the length of its address");
    }
    if (prefix > octets * 8) {
      throw Malformed.value(this, "a prefix that is longer than its address");
    }
    return new PgInet(InetText.address(in.bytes(octets)), prefix);
  }

  @Override
  PgInet parse(TextScanner in) {
    InetAddress address = InetText.parse(this, in.until("/"));
    if (!in.accept('/')) {
      return PgInet.of(address);
    }
    int prefix = (int) in.digits(1, 3);
    if (prefix > (address instanceof Inet4Address ? 32 : 128)) {
      throw in.misfit();
    }
    return new PgInet(address, prefix);
  }

  @Override
  String print(PgInet value) {
    String text = InetText.of(value.address().getAddress());
    return cidr || !value.isHost() ? text + "/" + value.prefix() : text;
  }

  @Override
  public <U> U convert(Object natural, Class<U> target) {
    if (InetAddress.class.isAssignableFrom(target)) {
      PgInet inet = (PgInet) natural;
      if (!inet.isHost() || !target.isInstance(inet.address())) {
        throw Misfit.range(this, target.getName());
      }
      return target.cast(inet.address());
    }
    return super.convert(natural, target);
  }

  @Override
  public void encode(PgInet value, ByteWriter out) {
    byte[] octets = value.address().getAddress();
    out.int1(octets.length == 4 ? IPV4 : IPV6).int1(value.prefix()).int1(cidr ? 1 : 0);
    out.int1(octets.length).bytes(octets);
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    if (value instanceof InetAddress address) {
      encode(PgInet.of(address), out);
    } else {
      super.encodeObject(value, out);
    }
  }
}
