// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.crew.Crew;
import dev.upq.time.Deadline;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Aborts an opening when a deadline passes: the total limit over blocking calls that know none.
 * Thread-safe. Close it when the work is done.
 */
public final class Watch implements AutoCloseable {

  private volatile boolean over;
  private volatile @Nullable Thread watcher;

  private Watch() {}

  public static Watch over(Opening opening, Crew crew, Deadline deadline) {
    Watch watch = new Watch();
    crew.start("upq-watch", () -> watch.run(opening, deadline));
    return watch;
  }

  private void run(Opening opening, Deadline deadline) {
    watcher = Thread.currentThread();
    while (!over) {
      if (deadline.passed()) {
        opening.abort();
        return;
      }
      deadline.park(this);
    }
  }

  @Override
  public void close() {
    over = true;
    Thread sleeping = watcher;
    if (sleeping != null) {
      LockSupport.unpark(sleeping);
    }
  }
}
