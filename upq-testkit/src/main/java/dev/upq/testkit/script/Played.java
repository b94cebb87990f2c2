// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.script;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One connection of a {@link FakeServer}: its script, and how that ended. Thread-safe. */
final class Played implements Runnable {

  private final Script script;
  private final Peer peer;
  private final Conversation conversation;
  private final CountDownLatch done = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  Played(Script script, Peer peer) {
    this.script = script;
    this.peer = peer;
    this.conversation = new Conversation(peer);
  }

  Conversation conversation() {
    return conversation;
  }

  @Override
  public void run() {
    try {
      script.run(conversation);
      peer.close();
    } catch (ClientGoneException gone) {
      conversation.resetQuietly();
    } catch (Throwable failed) {
      failure.compareAndSet(null, failed);
      conversation.resetQuietly();
    } finally {
      done.countDown();
    }
  }

  void awaitEnd(long nanos) {
    try {
      done.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends a script that has not ended: that is its failure, unless it stalls on purpose. */
  void cut(String why) {
    if (done.getCount() > 0) {
      if (!conversation.passive()) {
        failure.compareAndSet(
            null,
            new AssertionError(why + " while the script waited for " + conversation.waitingFor()));
      }
      conversation.end();
      conversation.resetQuietly();
    }
  }

  /** The failure with the conversation, once; null where there is none. */
  @Nullable AssertionError takeFailure(int number) {
    Throwable taken = failure.getAndSet(null);
    if (taken == null) {
      return null;
    }
    return new AssertionError(
        "connection "
            + number
            + ": "
            + taken.getMessage()
            + "\n  "
            + String.join("\n  ", conversation.transcript()),
        taken);
  }
}
