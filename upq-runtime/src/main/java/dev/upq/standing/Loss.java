// SPDX-License-Identifier: Apache-2.0
package dev.upq.standing;

import dev.upq.fault.PgException;

/**
 * An epoch is over. Immutable.
 *
 * @param kind how it was found out
 * @param why what the next call on the connection is, or would be, told
 * @param aliveNanos a reading of the clock at which the connection was last known to work
 */
public record Loss(Kind kind, PgException why, long aliveNanos) {

  /** How a loss is found out. */
  public enum Kind {
    /** The server, or the network, has ended the connection, or a call on it has failed. */
    ENDED,
    /** The server left a probe without an answer. */
    SILENT,
    /** The server answers, but a notification that was sent to this connection did not come. */
    DEAF
  }
}
