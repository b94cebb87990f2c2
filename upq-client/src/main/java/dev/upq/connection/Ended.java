// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import org.jspecify.annotations.Nullable;

/**
 * What is run at a connection's end: the probe is told once, and then who asked for it. Immutable.
 */
record Ended(PgConnection connection, @Nullable Runnable task) implements Runnable {

  @Override
  public void run() {
    connection.tellEnd();
    if (task != null) {
      task.run();
    }
  }
}
