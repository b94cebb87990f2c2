// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import dev.upq.connection.PgConnection;

/** A connection on which one-shot statements stand in line. Guarded by the pool's lock. */
final class Share {

  final PgConnection connection;

  /** How many have a place in the line, at least one. */
  int users;

  /** When the line moved last: a reading of the pool's clock. */
  long movedAt;

  Share(PgConnection connection, long now) {
    this.connection = connection;
    this.movedAt = now;
    this.users = 1;
  }
}
