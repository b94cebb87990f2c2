// SPDX-License-Identifier: Apache-2.0
package dev.upq.examples.flights;

import dev.upq.notify.Dropped;
import dev.upq.notify.Event;
import dev.upq.notify.EventHandler;
import dev.upq.notify.Gap;
import dev.upq.notify.Notification;
import dev.upq.notify.Subscribed;
import java.util.concurrent.locks.LockSupport;

/**
 * A board as they hang in airports: it takes its time to turn a line over, and has no use for what
 * is no longer new. Thread-safe: one thread turns it, any reads it.
 */
final class Board implements EventHandler {

  private static final long TURNING_NANOS = 50_000_000;

  private final String run;
  private volatile String latest = "";

  /**
   * @param run what announcements of its own begin with; what others send is not shown
   */
  Board(String run) {
    this.run = run;
  }

  @Override
  public void handle(Event event) {
    switch (event) {
      case Notification it -> {
        if (it.payload().startsWith(run) && !it.channel().equals(Announcements.END)) {
          latest = Hearing.shown(it.payload());
          LockSupport.parkNanos(TURNING_NANOS);
        }
      }
      // It shows what is newest, so there is nothing to make up for.
      case Subscribed now -> {}
      case Gap missed -> {}
      case Dropped older -> {}
    }
  }

  String latest() {
    return latest;
  }
}
