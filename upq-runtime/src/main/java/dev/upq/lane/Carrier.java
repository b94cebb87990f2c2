// SPDX-License-Identifier: Apache-2.0
package dev.upq.lane;

import dev.upq.connection.BurstCall;
import dev.upq.connection.Bursts;
import dev.upq.time.Clock;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a lane, with the thread that reads its answers. Thread-safe; what the lane
 * counts of it is guarded by the lane's lock.
 */
final class Carrier implements Runnable {

  private final Carriers lane;
  private final Clock clock;
  final Bursts bursts;

  /** Bursts that are under way, or about to be. Guarded by the lane's lock. */
  int underWay;

  /** Whether nothing can be sent before something else is over. Guarded by the lane's lock. */
  boolean blocked;

  private volatile @Nullable Thread resting;

  Carrier(Carriers lane, Bursts bursts, Clock clock) {
    this.lane = lane;
    this.bursts = bursts;
    this.clock = clock;
  }

  /** There may be something to do. */
  void wake() {
    Thread thread = resting;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  /** Reads burst after burst, to the end of the connection. */
  @Override
  public void run() {
    while (true) {
      // Asked first: what ends later has had its chance to be under way.
      boolean ended = bursts.connection().ended();
      if (bursts.underWay() > 0) {
        List<BurstCall> passedOver = bursts.read();
        if (passedOver != null) {
          lane.arrived(this, passedOver);
        }
      } else if (ended) {
        return;
      } else if (!lane.unblock(this)) {
        rest();
      }
    }
  }

  private void rest() {
    resting = Thread.currentThread();
    try {
      if (bursts.underWay() == 0 && !bursts.connection().ended() && !lane.isBlocked(this)) {
        clock.parkUntil(this, Clock.NEVER);
      }
    } finally {
      resting = null;
    }
  }
}
