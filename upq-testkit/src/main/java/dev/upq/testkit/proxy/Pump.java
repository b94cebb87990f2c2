// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.proxy;

import dev.upq.wire.Framer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * One direction of a connection. {@link #read()} and {@link #deliver()} each run in a thread of
 * their own; the queue between them is all that they share.
 */
final class Pump {

  private static final int CHUNK_BYTES = 16_384;

  /** A sender is read ahead by so many chunks at most. */
  private static final int MOST_CHUNKS = 64;

  /**
   * Bytes that may be delivered at a moment of {@link System#nanoTime()}. Never changed but by the
   * deliverer.
   */
  private static final class Chunk {

    private final long dueNanos;
    private final byte[] bytes;
    private final List<Framer.Piece> pieces;
    private final boolean end;

    Chunk(long dueNanos, byte[] bytes, List<Framer.Piece> pieces, boolean end) {
      this.dueNanos = dueNanos;
      this.bytes = bytes;
      this.pieces = pieces;
      this.end = end;
    }

    static Chunk end(long dueNanos) {
      return new Chunk(dueNanos, new byte[0], List.of(), true);
    }
  }

  private final Direction direction;
  private final ProxyConnection connection;
  private final Socket from;
  private final Socket to;
  private final BlockingQueue<Chunk> queue = new ArrayBlockingQueue<>(MOST_CHUNKS);
  private final Map<Character, Integer> seen = new HashMap<>(); // confined to deliver()
  private long passed; // confined to deliver()

  Pump(Direction direction, ProxyConnection connection, Socket from, Socket to) {
    this.direction = direction;
    this.connection = connection;
    this.from = from;
    this.to = to;
  }

  /** Takes what comes, until the stream ends; a reset on this side becomes one on the other. */
  void read() throws InterruptedException {
    byte[] buffer = new byte[CHUNK_BYTES];
    try {
      for (int length = receive(buffer); length >= 0; length = receive(buffer)) {
        List<Framer.Piece> pieces = connection.received(direction, buffer, length);
        byte[] bytes = Arrays.copyOf(buffer, length);
        queue.put(new Chunk(dueNanos(), bytes, pieces, false));
      }
    } catch (IOException gone) {
      connection.cut(Cut.RESET);
    } finally {
      queue.put(Chunk.end(dueNanos()));
    }
  }

  private int receive(byte[] buffer) throws IOException, InterruptedException {
    connection.awaitWhile(() -> stalled(false));
    return from.getInputStream().read(buffer);
  }

  /**
   * Passes on what was read until the stream ends; of a connection that is cut the rest is
   * forgotten.
   */
  void deliver() throws InterruptedException {
    cutIfReached();
    Chunk chunk;
    do {
      chunk = queue.take();
      sleep(chunk.dueNanos - System.nanoTime());
      for (Framer.Piece piece : chunk.pieces) {
        if (piece.starts() && !messageMayPass(piece)) {
          connection.cut(Cut.RESET);
        }
        forward(chunk.bytes, piece.from(), piece.to());
      }
    } while (!chunk.end);
    connection.awaitWhile(() -> stalled(false));
    connection.ended(to);
  }

  private void sleep(long nanos) throws InterruptedException {
    if (nanos > 0 && !connection.isCut()) {
      Thread.sleep(Duration.ofNanos(nanos));
    }
  }

  private long dueNanos() {
    for (Rule.Latency rule : connection.rules(Rule.Latency.class)) {
      if (rule.direction() == direction) {
        return System.nanoTime() + rule.delay().toNanos();
      }
    }
    return System.nanoTime();
  }

  private boolean stalled(boolean reading) {
    return connection.rules(Rule.Stall.class).stream()
        .anyMatch(rule -> rule.direction() == direction && rule.reading() == reading);
  }

  /**
   * Applies the rules about whole messages. False if the connection is to be reset in front of this
   * one.
   */
  private boolean messageMayPass(Framer.Piece piece) throws InterruptedException {
    if (piece.kind() != Framer.Kind.MESSAGE && piece.kind() != Framer.Kind.STARTUP) {
      return true;
    }
    char type = piece.type();
    int count = seen.merge(type, 1, Integer::sum);
    for (Rule.CutBefore rule : connection.rules(Rule.CutBefore.class)) {
      if (rule.direction() == direction && rule.type() == type && rule.occurrence() == count) {
        connection.cut(rule.how());
      }
    }
    for (Rule.Hold rule : connection.rules(Rule.Hold.class)) {
      if (rule.matches(direction, type, count) && !connection.held(rule)) {
        return false;
      }
    }
    return true;
  }

  private void forward(byte[] bytes, int start, int end) throws InterruptedException {
    for (int at = start; at < end; ) {
      connection.awaitWhile(() -> stalled(false));
      int length = slice(end - at);
      for (Rule.Corrupt rule : connection.rules(Rule.Corrupt.class)) {
        long index = at + rule.offset() - passed;
        if (rule.direction() == direction && index >= at && index < at + length) {
          bytes[(int) index] ^= (byte) rule.mask();
        }
      }
      write(bytes, at, length);
      at += length;
      passed += length;
      cutIfReached();
      pause(length);
    }
  }

  private void write(byte[] bytes, int at, int length) {
    if (!stalled(true) && !connection.isCut()) {
      try {
        OutputStream out = to.getOutputStream();
        out.write(bytes, at, length);
        out.flush();
      } catch (IOException gone) {
        connection.cut(Cut.RESET);
      }
    }
  }

  /** How many of the next bytes go out in one write. */
  private int slice(int most) {
    long length = most;
    for (Rule.Slices rule : connection.rules(Rule.Slices.class)) {
      if (rule.direction() == direction) {
        length = Math.min(length, rule.bytes());
      }
    }
    for (Rule.Throttle rule : connection.rules(Rule.Throttle.class)) {
      if (rule.direction() == direction) {
        length = Math.min(length, Math.max(1, rule.bytesPerSecond() / 50));
      }
    }
    for (Rule.CutAt rule : connection.rules(Rule.CutAt.class)) {
      if (rule.direction() == direction && rule.offset() > passed) {
        length = Math.min(length, rule.offset() - passed);
      }
    }
    return (int) length;
  }

  private void cutIfReached() {
    for (Rule.CutAt rule : connection.rules(Rule.CutAt.class)) {
      if (rule.direction() == direction && rule.offset() == passed) {
        connection.cut(rule.how());
      }
    }
  }

  private void pause(int length) throws InterruptedException {
    for (Rule.Throttle rule : connection.rules(Rule.Throttle.class)) {
      if (rule.direction() == direction) {
        sleep(length * 1_000_000_000L / rule.bytesPerSecond());
        return;
      }
    }
  }
}
