// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.time.Clock;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Blocking work that would hold a carrier, done on an offload thread while a thread of the crew
 * waits for it.
 */
final class Errand<T> implements Runnable {

  /** What is to be done. */
  interface Work<T> {
    T run() throws IOException;
  }

  private final Work<T> work;
  private final Thread client;
  private @Nullable T result;
  private @Nullable Throwable failure;
  private volatile boolean done;

  private Errand(Work<T> work, Thread client) {
    this.work = work;
    this.client = client;
  }

  static <T> T run(ConnectionSetup setup, Work<T> work) throws IOException {
    Errand<T> errand = new Errand<>(work, Thread.currentThread());
    setup.crew().offload("upq-resolve", errand);
    while (!errand.done) {
      setup.clock().parkUntil(errand, Clock.NEVER);
    }
    return errand.result();
  }

  @Override
  public void run() {
    try {
      result = work.run();
    } catch (IOException | RuntimeException | Error failed) {
      failure = failed;
    } finally {
      done = true;
      LockSupport.unpark(client);
    }
  }

  private T result() throws IOException {
    if (failure instanceof IOException failed) {
      throw failed;
    }
    if (failure instanceof RuntimeException failed) {
      throw failed;
    }
    if (failure instanceof Error failed) {
      throw failed;
    }
    if (result == null) {
      throw new IllegalStateException("the work ended without a result");
    }
    return result;
  }
}
