// SPDX-License-Identifier: Apache-2.0
package dev.upq.crew;

/**
 * Starts the library's threads. Implementations are thread-safe. Replaced in tests by a seeded
 * scheduler.
 */
public interface Crew {

  /** Virtual threads, and a few platform threads for work that would hold a carrier. */
  static Crew system() {
    return SystemCrew.INSTANCE;
  }

  /**
   * Starts a virtual thread that runs {@code task}. The name shows in thread dumps and holds no
   * secret.
   */
  void start(String name, Runnable task);

  /**
   * Runs {@code task} where it holds no carrier: name resolution and file access block one. At most
   * 16 at a time; what comes above that waits its turn.
   */
  void offload(String name, Runnable task);

  /**
   * As {@link #offload}, one at a time: password hashing, so that a storm of logins leaves the
   * other cores alone.
   */
  void offloadHashing(String name, Runnable task);
}
