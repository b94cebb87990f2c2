// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * One wait of one thread, which parks as often as it takes. Confined to that thread.
 *
 * <p>Where interrupts do not count, one that comes is kept until the wait is over. Not for less: a
 * thread that interrupts itself gets a permit with it, so the next park would return at once, and a
 * loop that restores the interrupt after each park would spin.
 */
final class Patience {

  private final Deadline deadline;
  private final boolean interruptible;
  private boolean interrupted;

  Patience(Deadline deadline, boolean interruptible) {
    this.deadline = deadline;
    this.interruptible = interruptible;
  }

  /** Parks until unparked, interrupted or the deadline; may also return for no reason. */
  void park(Object blocker) {
    if (!interruptible) {
      interrupted |= Thread.interrupted();
    }
    deadline.park(blocker);
  }

  /** Parks a thread whose interrupts count where there is no patience. */
  static void park(@Nullable Patience patience, Deadline deadline, Object blocker) {
    if (patience == null) {
      deadline.park(blocker);
    } else {
      patience.park(blocker);
    }
  }

  /** The wait is over: an interrupt that was kept is restored. */
  void end() {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
