// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** What whoever draws the screen is told by other threads. Thread-safe. */
final class News {

  private static final int MOST = 100;

  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(MOST);
  private volatile boolean stopped;

  /** One line more; the oldest make room for it. */
  void say(String line) {
    while (!lines.offer(line)) {
      lines.poll();
    }
  }

  /** Whoever waits for the next line goes on. */
  void stop() {
    stopped = true;
    say("");
  }

  boolean stopped() {
    return stopped;
  }

  /** The next line, where there is one already. */
  Optional<String> now() {
    return Optional.ofNullable(lines.poll()).filter(each -> !each.isEmpty());
  }

  /** The next line, waited for that long at most. */
  Optional<String> next(Duration most) throws InterruptedException {
    String line = lines.poll(most.toNanos(), TimeUnit.NANOSECONDS);
    return Optional.ofNullable(line).filter(each -> !each.isEmpty());
  }
}
