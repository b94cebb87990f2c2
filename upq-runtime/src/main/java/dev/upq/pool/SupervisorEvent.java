// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import java.time.Instant;

/**
 * Something that a supervisor saw or did. Immutable.
 *
 * @param at by the system's clock
 * @param kind what it was
 * @param endpoint the hosts that the pool connects to, as {@code host:port}, separated by commas
 * @param detail one line for whoever runs the program; no secret, no parameter's value
 */
public record SupervisorEvent(Instant at, Kind kind, String endpoint, String detail) {

  /** What kinds there are. */
  public enum Kind {
    /** A connection ended that nobody had closed: the first of an outage, or a single one. */
    LOST,
    /** The server cannot be reached, or lets nobody in yet. Told once for each outage. */
    DOWN,
    /** An attempt to connect failed, and another follows after a pause. */
    ATTEMPT_FAILED,
    /** The server refuses user, password or database: this is asked again every 30 s only. */
    REFUSED,
    /** The server takes no writes any more: all connections to it are being replaced. */
    NOT_PRIMARY,
    /** A connection stands again. */
    RECOVERED,
    /** All connections that are to be there are. */
    REFILLED,
    /** All connections are being replaced, as the program asked. */
    EVICTED,
    /** Nothing is lent from now on, as the program asked. */
    PAUSED,
    /** It is lent again. */
    RESUMED,
    /** The least and the most connections were changed. */
    RESIZED,
    /** The pool was emptied, as the program asked. */
    DRAINED,
    /** The pool was closed. */
    CLOSED
  }
}
