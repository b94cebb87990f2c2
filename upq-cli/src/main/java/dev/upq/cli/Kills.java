// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import dev.upq.fault.PgException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Kills the server that was started, again and again, and starts it anew. Thread-safe. */
final class Kills implements AutoCloseable {

  private static final Duration AWAY = Duration.ofMillis(500);

  private final Server server;
  private final News news;
  private final Duration every;
  private final CountDownLatch over = new CountDownLatch(1);
  private @Nullable Thread thread;
  private final AtomicInteger count = new AtomicInteger();

  /**
   * @param every zero for never
   */
  Kills(Server server, News news, Duration every) {
    this.server = server;
    this.news = news;
    this.every = every;
  }

  void start() {
    if (every.isPositive()) {
      thread = Thread.ofVirtual().name("upq-kills").start(this::run);
    }
  }

  private void run() {
    try {
      while (!passed(every)) {
        news.say("killing the server (" + count.incrementAndGet() + ")");
        server.kill();
        passed(AWAY);
        server.mend();
      }
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
    } catch (PgException failed) {
      news.say("no more kills: " + failed.getMessage());
    }
  }

  /** False once that time has passed, true where all is over before. */
  private boolean passed(Duration time) throws InterruptedException {
    return over.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** None is begun any more; the server runs again. */
  @Override
  public void close() {
    over.countDown();
    Thread its = thread;
    if (its != null) {
      try {
        its.join();
      } catch (InterruptedException told) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
