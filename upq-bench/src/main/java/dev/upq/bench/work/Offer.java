// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.work;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** How a client does a piece of work over and over. Immutable; what it holds is thread-safe. */
public sealed interface Offer {

  /** By calls that block; each caller is a virtual thread. */
  record Blocking(Call call) implements Offer {}

  /** By chains of callbacks; each caller is a chain that {@code loop} begins. */
  record Chained(Executor loop, Start start) implements Offer {}

  /** The client has no such thing, or not yet. */
  record NotOffered(String reason) implements Offer {}

  static Offer notOffered(String reason) {
    return new NotOffered(reason);
  }

  /** A piece of work. Thread-safe. */
  interface Call {

    /**
     * Does it once.
     *
     * @param caller 0 for the first caller
     * @param key 1 to {@link PointSelect#ACCOUNTS}
     * @return what the workload's {@code expected} says for this key
     */
    long run(int caller, int key) throws Exception;
  }

  /** Begins a piece of work. Thread-safe. */
  interface Start {
    void start(int caller, int key, Done done);
  }

  /** Is told once what came of it. Thread-safe. */
  interface Done {
    void done(long answer, @Nullable Throwable failure);

    /** As a callback of futures wants it. */
    default void accept(@Nullable Long answer, @Nullable Throwable failure) {
      done(answer == null ? -1 : answer, failure);
    }
  }
}
