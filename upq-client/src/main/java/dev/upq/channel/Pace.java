// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.time.Clock;

/**
 * When the reader stands back for a moment. Confined to the reader.
 *
 * <p>The server sends rows in pieces of 8 KiB, and each piece wakes the reader and the caller,
 * which costs as much as decoding what is in it. So once an answer has come in whole pieces for a
 * while, the reader waits a little before it reads again: several pieces then come at once. Nothing
 * is held back by it: what was read has been handed over before. It is too short for the server to
 * fill the kernel's buffers, and an answer that is short or comes slowly never sees it.
 */
final class Pace {

  /** What the server sends at a time, less what may be left of a row. */
  private static final int PIECE_BYTES = 7 * 1024;

  /** So many pieces in a row are a long answer. */
  private static final int STEADY = 16;

  private static final long REST_NANOS = 50_000;

  private final Clock clock;
  private long received;
  private int pieces;

  Pace(Clock clock) {
    this.clock = clock;
  }

  /**
   * What has come is handed over; rests where more is sure to come.
   *
   * @param amidData whether the last message was a row or a piece of a COPY
   * @param receivedBytes how much has come on this link in total
   */
  void rest(boolean amidData, long receivedBytes) {
    boolean whole = amidData && receivedBytes - received >= PIECE_BYTES;
    received = receivedBytes;
    pieces = whole ? pieces + 1 : 0;
    if (pieces > STEADY) {
      clock.parkUntil(this, clock.nanos() + REST_NANOS);
    }
  }
}
