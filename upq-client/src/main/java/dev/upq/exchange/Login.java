// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.auth.GsBinding;
import dev.upq.auth.RequireAuth;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What we log in with. Immutable.
 *
 * @param user the role
 * @param parameters of the StartupMessage, user and database among them
 * @param maxMinorVersion the protocol asked for is 3.this
 * @param minMinorVersion the oldest protocol that is accepted is 3.this
 * @param password asked when the server asks
 * @param requireAuth which methods the server may use
 * @param channelBinding whether SCRAM is to be bound to TLS
 * @param scramMaxIterations the most rounds of hashing that a server may ask for
 * @param unseen whether nobody can listen although there is no TLS: a Unix-domain socket
 */
public record Login(
    String user,
    Map<String, String> parameters,
    int maxMinorVersion,
    int minMinorVersion,
    Supplier<Optional<String>> password,
    RequireAuth requireAuth,
    GsBinding.Wish channelBinding,
    int scramMaxIterations,
    boolean unseen) {

  /** Without what the password supplier may show. */
  @Override
  public String toString() {
    return "Login[" + user + "]";
  }
}
