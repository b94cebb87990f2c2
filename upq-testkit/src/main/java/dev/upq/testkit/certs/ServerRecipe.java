// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.certs;

import java.util.List;

/**
 * What the certificate of a {@link ServerCase} says and who signs it. Immutable.
 *
 * @param commonName its subject
 * @param dnsNames the names in its list of names; without names and addresses it has no list
 * @param addresses the IP addresses in that list
 * @param period when it is valid
 * @param issuer who signs it
 * @param complete whether the server sends its issuer's certificate as well
 */
record ServerRecipe(
    String commonName,
    List<String> dnsNames,
    List<String> addresses,
    Period period,
    Issuer issuer,
    boolean complete) {

  enum Period {
    PAST,
    NOW,
    FUTURE
  }

  enum Issuer {
    INTERMEDIATE,
    OTHER_ROOT,
    ITSELF
  }

  private static final List<String> LOOPBACK = List.of("127.0.0.1", "::1");

  static ServerRecipe of(ServerCase serverCase) {
    return switch (serverCase) {
      case GOOD, REVOKED -> local();
      case EXPIRED -> local().during(Period.PAST);
      case NOT_YET_VALID -> local().during(Period.FUTURE);
      case WRONG_HOST -> named("db.example.org", List.of("db.example.org"), List.of());
      case WILDCARD -> named("a wildcard", List.of("*.upq.test", "*.localhost"), List.of());
      case IP_SAN -> named("an address", List.of(), LOOPBACK);
      case CN_ONLY -> named("localhost", List.of(), List.of());
      case SELF_SIGNED -> local().by(Issuer.ITSELF, false);
      case UNKNOWN_CA -> local().by(Issuer.OTHER_ROOT, true);
      case MISSING_INTERMEDIATE -> local().by(Issuer.INTERMEDIATE, false);
    };
  }

  /** For localhost by name and by address. */
  static ServerRecipe local() {
    return named("localhost", List.of("localhost"), LOOPBACK);
  }

  private static ServerRecipe named(String commonName, List<String> names, List<String> addresses) {
    return new ServerRecipe(commonName, names, addresses, Period.NOW, Issuer.INTERMEDIATE, true);
  }

  private ServerRecipe during(Period other) {
    return new ServerRecipe(commonName, dnsNames, addresses, other, issuer, complete);
  }

  private ServerRecipe by(Issuer other, boolean sendsItsCertificate) {
    return new ServerRecipe(commonName, dnsNames, addresses, period, other, sendsItsCertificate);
  }
}
