// SPDX-License-Identifier: Apache-2.0
package dev.upq.catalogue;

/**
 * Which database of which running server: what types are remembered for. Immutable.
 *
 * <p>The system identifier of a cluster would not do: a copy of its files has the same, and the
 * same oids, which both give to other types from then on; and plain roles may not be allowed to ask
 * for it. The moment at which the server was started, told to the microsecond, is another one for
 * each of them, together with the host it was reached at. It changes with a restart, which costs
 * one lookup and forgets what may have been restored meanwhile. Which type a name without a schema
 * means goes by the search_path; sessions with another one have knowledge of their own.
 *
 * @param host as it was connected to
 * @param startedMicros of the postmaster, in microseconds since 1970
 * @param databaseOid the row of {@code pg_database}, unsigned
 * @param path the schemas that are searched for names without one, in their order
 */
record DatabaseKey(String host, long startedMicros, int databaseOid, String path) {

  @Override
  public String toString() {
    return host + "/" + startedMicros + "/" + Integer.toUnsignedString(databaseOid) + "/" + path;
  }
}
