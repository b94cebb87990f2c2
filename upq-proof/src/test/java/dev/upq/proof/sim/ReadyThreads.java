// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import dev.upq.proof.sim.SimOptions.Policy;
import java.util.Arrays;

/** The runnable threads, oldest first, and the choice among them. One thread at a time. */
final class ReadyThreads {

  private static final int PRIORITIES = 1 << 20;
  private static final int REDRAW_PER_MILLE = 40;
  private static final int OVERTAKE_PER_MILLE = 120;

  private final Policy policy;
  private final SimRandom random;
  private SimThread[] threads = new SimThread[16];
  private int size;
  private int lowest;

  ReadyThreads(Policy policy, SimRandom random) {
    this.policy = policy;
    this.random = random;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int drawPriority() {
    return policy == Policy.PRIORITY ? random.below(PRIORITIES) : 0;
  }

  /** Adds a thread; once is enough. */
  void add(SimThread thread) {
    if (thread.ready) {
      return;
    }
    thread.ready = true;
    if (size == threads.length) {
      threads = Arrays.copyOf(threads, size * 2);
    }
    threads[size++] = thread;
  }

  void remove(SimThread thread) {
    for (int i = 0; i < size; i++) {
      if (threads[i] == thread) {
        take(i);
        return;
      }
    }
  }

  /** Takes out the thread whose step is next; there is at least one. */
  SimThread next() {
    return switch (policy) {
      case UNIFORM -> take(random.below(size));
      case FIFO -> take(random.chance(OVERTAKE_PER_MILLE) ? random.below(size) : 0);
      case PRIORITY -> byPriority();
    };
  }

  private SimThread byPriority() {
    int best = 0;
    for (int i = 1; i < size; i++) {
      if (threads[i].priority > threads[best].priority) {
        best = i;
      }
    }
    if (random.chance(REDRAW_PER_MILLE)) {
      threads[best].priority = --lowest;
    }
    return take(best);
  }

  private SimThread take(int index) {
    SimThread thread = threads[index];
    System.arraycopy(threads, index + 1, threads, index, --size - index);
    thread.ready = false;
    return thread;
  }
}
