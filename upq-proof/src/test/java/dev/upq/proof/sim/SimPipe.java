// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bytes on their way in one direction, in a buffer of bounded size. Confined to its scheduler's
 * threads: one reads, one writes, anybody may break it.
 */
public final class SimPipe {

  private final SimScheduler scheduler;
  private final String name;
  private final byte[] ring;
  private int head;
  private int size;
  private long passed;
  private long cutAt = Long.MAX_VALUE;
  private Runnable onCut = () -> {};
  private boolean stalled;
  private boolean finished;
  private boolean readerGone;
  private @Nullable String failure;
  private @Nullable Thread reader;
  private @Nullable Thread writer;

  SimPipe(SimScheduler scheduler, String name, int capacityBytes) {
    this.scheduler = scheduler;
    this.name = name;
    this.ring = new byte[capacityBytes];
  }

  /** Bytes that the reader has had so far. */
  public long passed() {
    return passed;
  }

  /** Bytes written and not yet read. */
  public int buffered() {
    return size;
  }

  /** While stalled the reader gets nothing, and the writer blocks once the buffer is full. */
  public void stall(boolean stalled) {
    this.stalled = stalled;
    wakeBoth();
  }

  /**
   * Lets {@code bytes} bytes in all pass, then runs the action, which must end or fail this pipe.
   */
  void cutAfter(long bytes, Runnable action) {
    cutAt = bytes;
    onCut = action;
    wakeBoth();
  }

  int read(byte[] into, int from, int length) throws IOException {
    scheduler.yieldPoint();
    while (true) {
      if (passed >= cutAt) {
        cutAt = Long.MAX_VALUE;
        onCut.run();
      }
      if (readerGone) {
        throw new SocketException("Socket closed");
      }
      failIfBroken();
      int available = stalled ? 0 : (int) Math.min(size, cutAt - passed);
      if (available > 0) {
        return take(into, from, Math.min(length, available));
      }
      if (finished && !stalled) {
        return -1;
      }
      if (reader != null && reader != Thread.currentThread()) {
        scheduler.violation("two threads read " + name);
      }
      reader = Thread.currentThread();
      await();
      reader = null;
    }
  }

  /**
   * Waits until a read would not wait, or the condition holds; unpark the thread to have that
   * looked at again.
   */
  void awaitReadable(BooleanSupplier enough) throws InterruptedIOException {
    scheduler.yieldPoint();
    while (!enough.getAsBoolean()
        && (stalled || (size == 0 && !finished))
        && passed < cutAt
        && !readerGone
        && failure == null) {
      reader = Thread.currentThread();
      await();
      reader = null;
    }
  }

  void write(byte[] bytes, int from, int length) throws IOException {
    scheduler.yieldPoint();
    int written = 0;
    while (true) {
      failIfBroken();
      if (finished || readerGone) {
        throw new SocketException(finished ? "Socket output is shut down" : "Broken pipe");
      }
      int room = Math.min(ring.length - size, length - written);
      put(bytes, from + written, room);
      written += room;
      if (written == length) {
        return;
      }
      if (writer != null && writer != Thread.currentThread()) {
        scheduler.violation("two threads write " + name);
      }
      writer = Thread.currentThread();
      await();
      writer = null;
    }
  }

  /** No more bytes: the reader gets what is buffered, then the end of the stream. */
  void finish() {
    finished = true;
    wakeBoth();
  }

  /** The reading end closed: its own reads and the other end's writes fail. */
  void closeReader() {
    readerGone = true;
    wakeBoth();
  }

  /** What is buffered is lost and both ends fail. */
  void fail(String why) {
    failure = why;
    size = 0;
    wakeBoth();
  }

  /** What is buffered is lost. */
  void discard() {
    size = 0;
    wakeBoth();
  }

  private int take(byte[] into, int from, int most) {
    int count =
        scheduler.random().chance(scheduler.options().slicePerMille())
            ? 1 + scheduler.random().below(most)
            : most;
    int first = Math.min(count, ring.length - head);
    System.arraycopy(ring, head, into, from, first);
    System.arraycopy(ring, 0, into, from + first, count - first);
    head = (head + count) % ring.length;
    size -= count;
    passed += count;
    wake(writer);
    return count;
  }

  private void put(byte[] bytes, int from, int count) {
    if (count > 0) {
      int tail = (head + size) % ring.length;
      int first = Math.min(count, ring.length - tail);
      System.arraycopy(bytes, from, ring, tail, first);
      System.arraycopy(bytes, from + first, ring, 0, count - first);
      size += count;
      wake(reader);
    }
  }

  private void failIfBroken() throws SocketException {
    if (failure != null) {
      throw new SocketException(failure);
    }
  }

  /** As with a socket, an interrupt that comes while a thread waits here costs the link. */
  private void await() throws InterruptedIOException {
    scheduler.current();
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted in " + name);
    }
    LockSupport.park(this);
  }

  private void wakeBoth() {
    wake(reader);
    wake(writer);
  }

  private static void wake(@Nullable Thread thread) {
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
