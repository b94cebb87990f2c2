// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Dead sessions that were lent all the same: when each was asked for and lent, and when its process
 * on the server was seen to be gone, which is after the end of its stream could be read.
 * Thread-safe.
 */
final class HandedOut {

  private static final long TOO_LATE_NANOS = 10_000_000;

  private record Dead(int pid, long asked, long got) {}

  private final Queue<Dead> dead = new ConcurrentLinkedQueue<>();
  private final Map<Integer, Long> gone = new ConcurrentHashMap<>();

  void dead(int pid, long asked, long got) {
    dead.add(new Dead(pid, asked, got));
  }

  /** Waits for the end of those processes and writes down when each was seen to be gone. */
  void awaitGone(Collection<Integer> pids) {
    Set<Integer> left = new HashSet<>(pids);
    while (!left.isEmpty()) {
      for (int pid : List.copyOf(left)) {
        if (!Files.exists(Path.of("/proc", Integer.toString(pid)))) {
          gone.put(pid, System.nanoTime());
          left.remove(pid);
        }
      }
      LockSupport.parkNanos(200_000);
    }
  }

  /** Sessions that died with their borrower, or were lent dead. */
  int all() {
    return dead.size();
  }

  /** How many were asked for when they had been gone for over 10 ms. */
  int askedTooLate() {
    return (int) dead.stream().filter(each -> since(each.pid, each.asked) > TOO_LATE_NANOS).count();
  }

  /** How many reached their borrower when they had been gone for over 10 ms. */
  int gotTooLate() {
    return (int) dead.stream().filter(each -> since(each.pid, each.got) > TOO_LATE_NANOS).count();
  }

  /** The longest time that one had been gone when it reached its borrower, in milliseconds. */
  double worstMillis() {
    return dead.stream().mapToLong(each -> since(each.pid, each.got)).max().orElse(0) / 1e6;
  }

  private long since(int pid, long moment) {
    Long end = gone.get(pid);
    return end == null ? Long.MIN_VALUE : moment - end;
  }
}
