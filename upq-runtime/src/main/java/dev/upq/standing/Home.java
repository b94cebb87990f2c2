// SPDX-License-Identifier: Apache-2.0
package dev.upq.standing;

import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.PgSession;

/**
 * Where a standing connection belongs: a pool, beside which it stands and from which it takes how
 * connections are made. Thread-safe.
 */
public interface Home extends PgSession {

  /** What its connections are made with. */
  ConnectionSetup setup();

  /** True where that process of the server serves one of its connections at the moment. */
  boolean owns(int processId);
}
