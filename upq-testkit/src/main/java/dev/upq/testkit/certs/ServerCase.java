// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.certs;

import java.util.Locale;

/** The server certificates that a client must tell apart. Immutable. */
public enum ServerCase {
  /** For localhost, 127.0.0.1 and ::1. */
  GOOD,
  /** As good, but until yesterday. */
  EXPIRED,
  /** As good, but from tomorrow on. */
  NOT_YET_VALID,
  /** For db.example.org. */
  WRONG_HOST,
  /** For *.upq.test and *.localhost: a name below, not the name itself, not two levels below. */
  WILDCARD,
  /** For 127.0.0.1 and ::1 and for no name. */
  IP_SAN,
  /** Its common name is localhost, and it has no list of names. */
  CN_ONLY,
  /** As good, but signed by itself. */
  SELF_SIGNED,
  /** As good, but below a root that nobody trusts. */
  UNKNOWN_CA,
  /** As good, but the server does not send the intermediate certificate. */
  MISSING_INTERMEDIATE,
  /** As good, but on the revocation list. */
  REVOKED;

  /** The name in file names, for example {@code not-yet-valid}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
