// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** What is to happen at a virtual time, ordered by time and then by age. One thread at a time. */
final class SimTimers {

  /** One thing that is to happen. */
  record Timer(long atNanos, long order, Runnable action) implements Comparable<Timer> {

    @Override
    public int compareTo(Timer other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Timer> waiting = new PriorityQueue<>();
  private long made;

  Timer add(long atNanos, Runnable action) {
    Timer timer = new Timer(atNanos, made++, action);
    waiting.add(timer);
    return timer;
  }

  void cancel(Timer timer) {
    waiting.remove(timer);
  }

  /** The time of the next one, or {@link Long#MAX_VALUE}. */
  long next() {
    Timer first = waiting.peek();
    return first == null ? Long.MAX_VALUE : first.atNanos();
  }

  /** Takes out the next one if its time has come. */
  @Nullable Timer due(long nowNanos) {
    Timer first = waiting.peek();
    return first != null && first.atNanos() <= nowNanos ? waiting.poll() : null;
  }
}
