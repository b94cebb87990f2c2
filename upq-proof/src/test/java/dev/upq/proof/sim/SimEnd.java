// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.util.function.BooleanSupplier;

/**
 * One end of a link in memory. Confined to its scheduler's threads: one reads, one writes, anybody
 * may close. As with a real socket, interrupting a thread that is in a read or write here closes
 * the link.
 */
public final class SimEnd {

  private final SimScheduler scheduler;
  private final SimPipe in;
  private final SimPipe out;
  private boolean closed;

  SimEnd(SimScheduler scheduler, SimPipe in, SimPipe out) {
    this.scheduler = scheduler;
    this.in = in;
    this.out = out;
  }

  /**
   * Reads at least one byte, at most {@code length}; -1 at the end of the stream. Parks until then.
   */
  public int read(byte[] into, int from, int length) throws IOException {
    refuseInterrupted();
    try {
      return in.read(into, from, length);
    } catch (InterruptedIOException e) {
      throw closedByInterrupt();
    }
  }

  /**
   * Parks until a read would not wait, or the condition holds; unpark the thread to have that
   * looked at again.
   */
  public void awaitInput(BooleanSupplier enough) throws IOException {
    try {
      in.awaitReadable(enough);
    } catch (InterruptedIOException e) {
      throw closedByInterrupt();
    }
  }

  /** Writes all of it; parks while the buffer is full. */
  public void write(byte[] bytes, int from, int length) throws IOException {
    refuseInterrupted();
    try {
      out.write(bytes, from, length);
    } catch (InterruptedIOException e) {
      throw closedByInterrupt();
    }
  }

  /**
   * Closes both directions at once: threads of this end that wait here fail. The other end reads
   * what was sent and then the end of the stream; where this end leaves bytes unread it may, by the
   * seed, learn of a reset instead.
   */
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    boolean unread = in.buffered() > 0;
    in.closeReader();
    in.discard();
    if (unread && scheduler.random().below(2) == 0) {
      out.fail("Connection reset");
    } else {
      out.finish();
    }
  }

  /** Closes both directions; the other end learns of a reset, and what was on its way is lost. */
  public void reset() {
    closed = true;
    in.closeReader();
    in.discard();
    out.fail("Connection reset");
  }

  public boolean closed() {
    return closed;
  }

  private void refuseInterrupted() throws SocketException {
    if (Thread.currentThread().isInterrupted()) {
      throw closedByInterrupt();
    }
  }

  private SocketException closedByInterrupt() {
    close();
    return new SocketException("Closed by interrupt");
  }
}
