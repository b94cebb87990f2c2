// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.fault.PgUsageException;
import java.util.function.LongConsumer;

/** Counts the bytes of one COPY and tells them from time to time. One thread at a time. */
final class CopyProgress {

  private long bytes;
  private long every = Long.MAX_VALUE;
  private long tellAt = Long.MAX_VALUE;
  private LongConsumer listener = ignored -> {};

  /** From now on the listener is told, on this thread, when so many bytes more have gone by. */
  void tell(long everyBytes, LongConsumer told) {
    if (everyBytes < 1) {
      throw new PgUsageException("progress every " + everyBytes + " bytes; give 1 or more");
    }
    every = everyBytes;
    tellAt = bytes + everyBytes;
    listener = told;
  }

  void add(long more) {
    bytes += more;
    if (bytes >= tellAt) {
      tellAt = bytes + every;
      listener.accept(bytes);
    }
  }

  long bytes() {
    return bytes;
  }
}
