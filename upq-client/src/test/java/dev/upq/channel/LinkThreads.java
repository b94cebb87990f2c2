// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Blocked calls, and what becomes of them. */
final class LinkThreads {

  private static final long HANGS_SECONDS = 60;

  private LinkThreads() {}

  /** A call on a link. */
  interface Call {
    void run() throws IOException;
  }

  /** A call that runs on a virtual thread. */
  record Running(Thread thread, CompletableFuture<Void> result) {

    /** Waits until the thread is parked inside that method. */
    Running parkedIn(String className, String method) {
      while (true) {
        boolean there = false;
        for (StackTraceElement frame : thread.getStackTrace()) {
          there |= frame.getClassName().endsWith(className) && frame.getMethodName().equals(method);
        }
        if (there && thread.getState() == Thread.State.WAITING) {
          return this;
        }
        if (result.isDone()) {
          fail("the call did not block");
        }
        Thread.yield();
      }
    }

    /** The exception that the call ended with. */
    Throwable failure() throws InterruptedException {
      try {
        result.get(HANGS_SECONDS, TimeUnit.SECONDS);
        return fail("the call did not fail");
      } catch (ExecutionException failed) {
        return failed.getCause();
      } catch (TimeoutException hangs) {
        return fail("the call hangs");
      }
    }
  }

  static Running start(Call call) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    call.run();
                    result.complete(null);
                  } catch (Throwable failed) {
                    result.completeExceptionally(failed);
                  }
                });
    return new Running(thread, result);
  }
}
