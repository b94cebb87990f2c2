// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

import java.time.Duration;

/**
 * Notifications may have been lost between the event before this one and the next; nobody can say
 * how many. LISTEN has been committed again: read the state anew, and nothing is missed. Immutable.
 *
 * @param reason why
 * @param oldEpoch the number of the connection before
 * @param newEpoch the number of the connection from now on; the same where it was not lost
 * @param downtime from when the old connection was last known to work until LISTEN was committed on
 *     the new one; zero where it was not lost
 */
public record Gap(Reason reason, long oldEpoch, long newEpoch, Duration downtime) implements Event {

  /** Why there is a gap. */
  public enum Reason {
    /** The connection was lost: ended by the server or the network. */
    LOST,
    /** The connection gave no sign of life any more, and was given up. */
    SILENT,
    /** What the connection sent to itself did not come; it was given up. */
    DEAF,
    /** More came than the connection keeps for those who take it. */
    FLOOD,
    /** The subscription's own queue was full, and its policy is to drop all. */
    OVERFLOW,
    /** A payload that was kept in a table is there no longer. */
    EXPIRED
  }

  /** One gap in the place of two that follow each other. */
  Gap and(Gap next) {
    return new Gap(next.reason, oldEpoch, next.newEpoch, downtime.plus(next.downtime));
  }
}
