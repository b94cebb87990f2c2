// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import java.util.Optional;

/**
 * Where passwords come from. It is asked at every connect, so short-lived tokens and rotated
 * passwords work. Implementations must be thread-safe. They may block and may throw; the connect
 * then fails with what they threw as its cause.
 */
@FunctionalInterface
public interface CredentialsSupplier {

  /**
   * The password for one server.
   *
   * @param host the host as configured and its port
   * @param database the database's name
   * @param user the user's name
   * @return empty where there is none, which is an error only if the server asks for one; an empty
   *     password counts as none
   */
  Optional<Secret> password(HostPort host, String database, String user);
}
