// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.config.HostPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which of several hosts could not be reached lately: those are tried last, so that a host that
 * swallows everything costs one attempt its time and not each of them. Thread-safe.
 *
 * <p>A host comes back to its place after a pause that is drawn from the upper half of a limit: 100
 * ms after the first failure, twice as long after each one more, 30 s at most.
 */
final class HostMemory {

  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration MOST = Duration.ofSeconds(30);
  private static final int MOST_DOUBLINGS = 16;

  /** Immutable. */
  private record Trouble(int failures, long untilNanos) {}

  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock; of those alone that have failed last.
  private final Map<HostPort, Trouble> troubles = new HashMap<>();

  /** In the order in which they are to be tried; otherwise as they are given. */
  List<HostPort> order(List<HostPort> hosts, long now) {
    if (hosts.size() == 1) {
      return hosts;
    }
    List<HostPort> first = new ArrayList<>();
    List<HostPort> last = new ArrayList<>();
    lock.lock();
    try {
      for (HostPort host : hosts) {
        Trouble trouble = troubles.get(host);
        (trouble == null || trouble.untilNanos <= now ? first : last).add(host);
      }
    } finally {
      lock.unlock();
    }
    first.addAll(last);
    return first;
  }

  /** It could not be reached, or was not ready. */
  void failed(HostPort host, long now) {
    lock.lock();
    try {
      Trouble before = troubles.get(host);
      int failures = before == null ? 1 : before.failures + 1;
      long limit =
          Math.min(MOST.toNanos(), FIRST.toNanos() << Math.min(failures - 1, MOST_DOUBLINGS));
      long pause = limit / 2 + ThreadLocalRandom.current().nextLong(limit / 2 + 1);
      troubles.put(host, new Trouble(failures, now + pause));
    } finally {
      lock.unlock();
    }
  }

  /** It has let somebody in. */
  void succeeded(HostPort host) {
    lock.lock();
    try {
      troubles.remove(host);
    } finally {
      lock.unlock();
    }
  }
}
