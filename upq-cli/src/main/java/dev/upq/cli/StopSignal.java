// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * What Ctrl-C does to work that has to clean up behind itself: the first interrupts its thread and
 * waits for its end, the second drops what it holds on to. Thread-safe.
 *
 * <p>Java tells a program of the first signal only, by running its shutdown hooks. Each further one
 * has a thread of its own, which waits for the same shutdown; so it is seen by its name. Where a
 * JVM names them otherwise, the work is dropped after 10 s.
 */
final class StopSignal implements AutoCloseable {

  private static final Pattern SIGNAL = Pattern.compile("SIG\\w+ handler");
  private static final long MOST_MILLIS = 10_000;
  private static final long LOOK_MILLIS = 50;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  private StopSignal(Thread worker, Runnable drop) {
    this.hook = new Thread(() -> stop(worker, drop), "upq-stop");
  }

  /** Watches over the work of this thread, until it is closed. */
  static StopSignal over(Runnable drop) {
    StopSignal signal = new StopSignal(Thread.currentThread(), drop);
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
  }

  private void stop(Thread worker, Runnable drop) {
    worker.interrupt();
    long signals = signals();
    try {
      for (long waited = 0; waited < MOST_MILLIS && signals() <= signals; waited += LOOK_MILLIS) {
        if (ended.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
      drop.run();
      ended.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException hurried) {
      drop.run();
    }
  }

  private static long signals() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> SIGNAL.matcher(thread.getName()).matches())
        .count();
  }

  /** The work is over. */
  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // It is the hook that has ended the work.
    }
  }
}
