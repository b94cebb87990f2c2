// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

/**
 * A COPY that is under way, in either direction. One thread at a time; nothing else runs on its
 * connection until it has ended.
 */
public sealed interface PgCopy extends AutoCloseable
    permits PgCopyIn, PgCopyOut, PgCopyReader, PgCopyWriter {

  /** Ends it; what is not complete by then is given up. Idempotent. */
  @Override
  void close();

  /** Runs {@code task} once at the end: the pool takes its connection back. Set once. */
  void onClose(Runnable task);
}
