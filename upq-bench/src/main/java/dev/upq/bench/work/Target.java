// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.work;

/**
 * Where a worker connects, without TLS, and what it finds there. Immutable.
 *
 * @param password empty where none is needed
 * @param connections how many each client may open
 * @param rows how many facts there are
 */
public record Target(
    String host,
    int port,
    String database,
    String user,
    String password,
    int connections,
    int rows) {

  public Target at(String otherHost, int otherPort) {
    return new Target(otherHost, otherPort, database, user, password, connections, rows);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return user + "@" + host + ":" + port + "/" + database;
  }
}
