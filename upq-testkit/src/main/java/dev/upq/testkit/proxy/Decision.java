// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.proxy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** What becomes of a held message. Thread-safe. */
final class Decision {

  private final AtomicBoolean taken = new AtomicBoolean();
  private final CountDownLatch held = new CountDownLatch(1);
  private final CompletableFuture<Boolean> pass = new CompletableFuture<>();

  /** True for the first caller, who then holds its message and says so with {@link #announce()}. */
  boolean take() {
    return taken.compareAndSet(false, true);
  }

  void announce() {
    held.countDown();
  }

  boolean awaitHeld(Duration atMost) throws InterruptedException {
    return held.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  void decide(boolean passes) {
    pass.complete(passes);
  }

  /** Waits for the decision, or for the connection's end, which means that nothing passes. */
  boolean passes(CompletableFuture<Boolean> dead) throws InterruptedException {
    try {
      return (boolean) CompletableFuture.anyOf(pass, dead).get();
    } catch (ExecutionException never) {
      throw new IllegalStateException(never);
    }
  }
}
