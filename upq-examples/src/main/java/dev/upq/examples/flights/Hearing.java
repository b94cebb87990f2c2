// SPDX-License-Identifier: Apache-2.0
package dev.upq.examples.flights;

import dev.upq.notify.Dropped;
import dev.upq.notify.Event;
import dev.upq.notify.EventHandler;
import dev.upq.notify.Gap;
import dev.upq.notify.Notification;
import dev.upq.notify.Subscribed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Compares what is heard with what was said. Thread-safe: any caller announces, one thread hears.
 *
 * <p>Each caller numbers its announcements. They have to come in that order and none twice; one
 * that is missing was not committed, or a gap was told at its place.
 */
final class Hearing implements EventHandler {

  private static final int MOST_KEPT = 20;
  private static final int MARK = -1;

  /** An announcement whose commit was not acknowledged, or not yet. */
  private record Doubtful(int caller, long number) {}

  private final String run;
  private final ReentrantLock lock = new ReentrantLock();
  // All guarded by lock.
  private final long[] said;
  private final long[] last;
  private final boolean[] gapSince;
  private final Set<Doubtful> doubtful = new HashSet<>();
  private final List<String> wrong = new ArrayList<>();
  private long heard;
  private long missed;
  private long gaps;
  private long marks;
  private long markHeard;

  /**
   * @param run what tells its announcements from those of others on the same server
   */
  Hearing(String run, int callers) {
    this.run = run;
    this.said = new long[callers];
    this.last = new long[callers];
    this.gapSince = new boolean[callers];
  }

  /** The payload of an announcement. */
  static String text(String run, int caller, long number, String shown) {
    return run + " " + caller + " " + number + " " + shown;
  }

  /** The payload of a mark. */
  static String mark(String run, long number) {
    return text(run, MARK, number, "end");
  }

  /** What of a payload is for people. */
  static String shown(String payload) {
    String[] parts = payload.split(" ", 4);
    return parts[parts.length - 1];
  }

  /** The number of a caller's next announcement, which is in doubt until it {@link #stands}. */
  long begins(int caller) {
    lock.lock();
    try {
      long number = ++said[caller];
      doubtful.add(new Doubtful(caller, number));
      return number;
    } finally {
      lock.unlock();
    }
  }

  void stands(int caller, long number) {
    lock.lock();
    try {
      doubtful.remove(new Doubtful(caller, number));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void handle(Event event) {
    lock.lock();
    try {
      switch (event) {
        case Subscribed now -> {}
        case Notification it -> hears(it.payload().split(" ", 4));
        case Gap gap -> gap();
        case Dropped some -> gap();
      }
    } finally {
      lock.unlock();
    }
  }

  private void gap() {
    gaps++;
    Arrays.fill(gapSince, true);
  }

  private void hears(String[] parts) {
    if (parts.length < 4 || !parts[0].equals(run)) {
      return; // Somebody else's.
    }
    int caller = Integer.parseInt(parts[1]);
    long number = Long.parseLong(parts[2]);
    if (caller == MARK) {
      markHeard = Math.max(markHeard, number);
      return;
    }
    heard++;
    if (number <= last[caller]) {
      wrong("announcement " + number + " of caller " + caller + " came after " + last[caller]);
      return;
    }
    passedOver(caller, number - 1);
    last[caller] = number;
    gapSince[caller] = false;
  }

  /** Those after the last one heard, up to that number, were not heard. */
  private void passedOver(int caller, long to) {
    for (long each = last[caller] + 1; each <= to; each++) {
      if (!doubtful.contains(new Doubtful(caller, each))) {
        missed++;
        if (!gapSince[caller]) {
          wrong("announcement " + each + " of caller " + caller + " is missing, and no gap told");
        }
      }
    }
  }

  private void wrong(String what) {
    if (wrong.size() < MOST_KEPT) {
      wrong.add(what);
    }
  }

  /** A new mark: once it is heard, all that was committed before it has been. */
  long mark() {
    lock.lock();
    try {
      return ++marks;
    } finally {
      lock.unlock();
    }
  }

  boolean heard(long mark) {
    lock.lock();
    try {
      return markHeard >= mark;
    } finally {
      lock.unlock();
    }
  }

  /** What is wrong, once a mark was heard. */
  List<String> verdict(long mark) {
    lock.lock();
    try {
      if (markHeard < mark) {
        wrong("the end of the announcements was not heard");
      }
      for (int caller = 0; caller < said.length; caller++) {
        passedOver(caller, said[caller]);
        last[caller] = said[caller];
      }
      return List.copyOf(wrong);
    } finally {
      lock.unlock();
    }
  }

  long sent() {
    lock.lock();
    try {
      return Arrays.stream(said).sum();
    } finally {
      lock.unlock();
    }
  }

  long heard() {
    lock.lock();
    try {
      return heard;
    } finally {
      lock.unlock();
    }
  }

  long missed() {
    lock.lock();
    try {
      return missed;
    } finally {
      lock.unlock();
    }
  }

  long gaps() {
    lock.lock();
    try {
      return gaps;
    } finally {
      lock.unlock();
    }
  }
}
