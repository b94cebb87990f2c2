// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.proxy;

import java.time.Duration;

/**
 * What a {@link FaultProxy} does to the streams. Immutable, but for {@link Hold}. Offsets and
 * occurrences count for each connection and direction from its start. Rules of several kinds hold
 * together; of several of one kind the first that was added holds, except those that cut, hold or
 * corrupt, which all hold.
 */
public sealed interface Rule {

  /** Bytes arrive so much later; their order and their rate stay. */
  record Latency(Direction direction, Duration delay) implements Rule {}

  /** Not more bytes than that pass in a second. */
  record Throttle(Direction direction, long bytesPerSecond) implements Rule {

    public Throttle {
      atLeast(1, bytesPerSecond, "bytesPerSecond");
    }
  }

  /** Bytes are passed on in writes of at most so many. */
  record Slices(Direction direction, int bytes) implements Rule {

    public Slices {
      atLeast(1, bytes, "bytes");
    }
  }

  /**
   * Nothing passes as long as the rule is set.
   *
   * @param reading true if the bytes are still read, which looks to the sender like a peer that
   *     takes everything (it gets its ACKs), and are lost for good; false if they stay where they
   *     are and pass when the rule is removed
   */
  record Stall(Direction direction, boolean reading) implements Rule {}

  /** The connection ends when exactly that many bytes have passed; with 0 as soon as it stands. */
  record CutAt(Direction direction, long offset, Cut how) implements Rule {

    public CutAt {
      atLeast(0, offset, "offset");
    }
  }

  /**
   * The connection ends in front of a message, of which nothing passes.
   *
   * @param type its type byte as a character; 0 for messages without one
   * @param occurrence 1 for the first message of that type
   */
  record CutBefore(Direction direction, char type, int occurrence, Cut how) implements Rule {

    public CutBefore {
      atLeast(1, occurrence, "occurrence");
    }
  }

  /** The byte at that offset is changed: the bits of the mask are turned over. */
  record Corrupt(Direction direction, long offset, int mask) implements Rule {

    public Corrupt {
      atLeast(0, offset, "offset");
    }
  }

  /** New connections are accepted and ended at once, without the server hearing of them. */
  record Refuse(Cut how) implements Rule {}

  private static void atLeast(long least, long value, String name) {
    if (value < least) {
      throw new IllegalArgumentException(name + " is " + value + ", the least is " + least);
    }
  }

  /**
   * One message is held back, and with it everything behind it in its direction, until the test
   * decides. It works once, on the first connection that comes to such a message. Thread-safe.
   */
  final class Hold implements Rule {

    private final Direction direction;
    private final char type;
    private final int occurrence;
    private final Decision decision = new Decision();

    /**
     * Holds the n-th message of a type.
     *
     * @param type its type byte as a character; 0 for messages without one
     * @param occurrence 1 for the first message of that type
     */
    public Hold(Direction direction, char type, int occurrence) {
      atLeast(1, occurrence, "occurrence");
      this.direction = direction;
      this.type = type;
      this.occurrence = occurrence;
    }

    /** Waits until a message is held. False if that has not happened in time. */
    public boolean await(Duration atMost) throws InterruptedException {
      return decision.awaitHeld(atMost);
    }

    /** Lets the message pass, now or when it comes. */
    public void release() {
      decision.decide(true);
    }

    /** Resets the connection in front of the message, now or when it comes. */
    public void reset() {
      decision.decide(false);
    }

    boolean matches(Direction where, char what, int count) {
      return direction == where && type == what && occurrence == count;
    }

    Decision decision() {
      return decision;
    }

    @Override
    public String toString() {
      return "Hold[" + direction + ", type=" + (int) type + ", occurrence=" + occurrence + "]";
    }
  }
}
