// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.certs;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.List;

/**
 * The extensions of certificates and revocation lists (RFC 5280, sections 4.2 and 5.2), one method
 * each. Immutable, without state.
 */
final class Extensions {

  private Extensions() {}

  /** The list of extensions under its tag. */
  static byte[] list(int contextTag, List<byte[]> extensions) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    extensions.forEach(all::writeBytes);
    return Der.explicit(contextTag, Der.sequence(all.toByteArray()));
  }

  static byte[] authority() {
    return extension("2.5.29.19", true, Der.sequence(Der.bool(true)));
  }

  static byte[] notAuthority() {
    return extension("2.5.29.19", true, Der.sequence());
  }

  /** keyCertSign and cRLSign. */
  static byte[] usageOfAuthority() {
    return extension("2.5.29.15", true, Der.namedBits(5, 6));
  }

  /** digitalSignature. */
  static byte[] usageOfPeer() {
    return extension("2.5.29.15", true, Der.namedBits(0));
  }

  static byte[] forServers() {
    return extension("2.5.29.37", false, Der.sequence(Der.oid("1.3.6.1.5.5.7.3.1")));
  }

  static byte[] forClients() {
    return extension("2.5.29.37", false, Der.sequence(Der.oid("1.3.6.1.5.5.7.3.2")));
  }

  /**
   * The names of a server.
   *
   * @param dnsNames names, a wildcard allowed as the first label
   * @param addresses IP addresses, literally
   */
  static byte[] names(List<String> dnsNames, List<String> addresses) {
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    for (String name : dnsNames) {
      names.writeBytes(Der.implicit(2, name.getBytes(StandardCharsets.US_ASCII)));
    }
    for (String address : addresses) {
      names.writeBytes(Der.implicit(7, InetAddress.ofLiteral(address).getAddress()));
    }
    return extension("2.5.29.17", false, Der.sequence(names.toByteArray()));
  }

  static byte[] subjectKey(PublicKey key) {
    return extension("2.5.29.14", false, Der.octets(keyIdentifier(key)));
  }

  static byte[] issuerKey(PublicKey key) {
    return extension("2.5.29.35", false, Der.sequence(Der.implicit(0, keyIdentifier(key))));
  }

  /** The number of a revocation list. */
  static byte[] listNumber(long number) {
    return extension("2.5.29.20", false, Der.integer(number));
  }

  /**
   * Any identifier will do that is the same for the same key; here it is a hash of the key's
   * encoding.
   */
  private static byte[] keyIdentifier(PublicKey key) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(key.getEncoded());
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("every Java platform has SHA-1", absent);
    }
  }

  private static byte[] extension(String oid, boolean critical, byte[] value) {
    return critical
        ? Der.sequence(Der.oid(oid), Der.bool(true), Der.octets(value))
        : Der.sequence(Der.oid(oid), Der.octets(value));
  }
}
