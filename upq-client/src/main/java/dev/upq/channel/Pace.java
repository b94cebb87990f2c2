// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.time.Clock;

/**
 * When the reader stands back for a moment. Confined to the reader.
 *
 * <p>The server sends each answer by itself, and a long one in pieces of 8 KiB, and whatever comes
 * wakes the reader and a caller, which costs more than reading and decoding it. So where it is
 * certain that more is on its way, the reader waits a little before it reads again: several answers
 * or pieces then come at once, and what their callers ask for next leaves at once. That is so where
 * many answers are owed, and where rows have come in whole pieces for a while.
 *
 * <p>Nothing is held back by it: what was read has been handed over before. It is too short for the
 * server to fill the kernel's buffers, and a lone caller, a short answer and a slow one never see
 * it.
 */
final class Pace {

  /** From so many answers on that are owed there is a rest. */
  private static final int MANY_OWED = 6;

  private static final long REST_NANOS_AN_ANSWER = 3_000;
  private static final long MOST_REST_NANOS = 400_000;

  /** Where so much has come since the last rest, there is enough at hand. */
  private static final int PLENTY_BYTES = 16 * 1024;

  /** What the server sends at a time, less what may be left of a row. */
  private static final int PIECE_BYTES = 7 * 1024;

  /** So many pieces in a row are a long answer. */
  private static final int STEADY = 16;

  private static final long REST_NANOS_A_PIECE = 50_000;

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
   * @param owed how many answers are owed behind the last one
   */
  void rest(boolean amidData, long receivedBytes, int owed) {
    long bytes = receivedBytes - received;
    received = receivedBytes;
    pieces = amidData && bytes >= PIECE_BYTES ? pieces + 1 : 0;
    if (pieces > STEADY) {
      park(REST_NANOS_A_PIECE);
    } else if (owed >= MANY_OWED && bytes < PLENTY_BYTES) {
      park(Math.min(MOST_REST_NANOS, owed * REST_NANOS_AN_ANSWER));
    }
  }

  private void park(long nanos) {
    clock.parkUntil(this, clock.nanos() + nanos);
  }
}
