// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import dev.upq.testkit.proxy.Cut;
import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bytes on their way from one thread to another, in memory and without a limit. Thread-safe: one
 * lock guards all state.
 *
 * <p>It can be told beforehand to end after a number of bytes: what has come so far can be read,
 * then the stream ends or breaks, and what is written further is lost.
 */
final class Pipe {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // All guarded by lock.
  private byte[] bytes = new byte[1024];
  private int from;
  private int to;
  private long written;
  private int hungry;
  private long cutAt = Long.MAX_VALUE;
  private Cut cutHow = Cut.FIN;
  private boolean ended;
  private boolean broken;
  private boolean aborted;

  /** Ends the stream after that many bytes, by its end or by a reset. */
  void cutAt(long offset, Cut how) {
    lock.lock();
    try {
      cutAt = offset;
      cutHow = how;
      cutWhereDue();
    } finally {
      lock.unlock();
    }
  }

  void write(byte[] source, int offset, int length) throws IOException {
    lock.lock();
    try {
      if (aborted) {
        throw new SocketException("Socket closed");
      }
      if (ended || broken) {
        return; // lost on the way
      }
      int taken = (int) Math.min(length, cutAt - written);
      if (bytes.length - to < taken) {
        byte[] bigger = new byte[Math.max(2 * bytes.length, to - from + taken)];
        System.arraycopy(bytes, from, bigger, 0, to - from);
        bytes = bigger;
        to -= from;
        from = 0;
      }
      System.arraycopy(source, offset, bytes, to, taken);
      to += taken;
      written += taken;
      cutWhereDue();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Where the peer has reset the connection, the other direction is gone as well. */
  void refuseIfReset() throws IOException {
    lock.lock();
    try {
      if (broken) {
        throw new SocketException("Broken pipe");
      }
    } finally {
      lock.unlock();
    }
  }

  int read(byte[] into, int offset, int length) throws IOException {
    lock.lock();
    try {
      hungry++;
      changed.signalAll();
      while (from == to && !ended && !broken && !aborted) {
        changed.awaitUninterruptibly();
      }
      hungry--;
      if (aborted) {
        throw new SocketException("Socket closed");
      }
      if (from < to) {
        int taken = Math.min(length, to - from);
        System.arraycopy(bytes, from, into, offset, taken);
        from += taken;
        return taken;
      }
      if (broken) {
        throw new SocketException("Connection reset");
      }
      return -1;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until that many bytes were written; false where the stream ended before. */
  boolean awaitWritten(long count) {
    lock.lock();
    try {
      while (written < count && !ended && !broken && !aborted) {
        changed.awaitUninterruptibly();
      }
      return written >= count;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until all was read and a reader wants more; false where there is no reader any more. */
  boolean awaitHungryReader() {
    lock.lock();
    try {
      while ((from < to || hungry == 0) && !aborted) {
        changed.awaitUninterruptibly();
      }
      return !aborted;
    } finally {
      lock.unlock();
    }
  }

  /** Bytes written so far. */
  long written() {
    lock.lock();
    try {
      return written;
    } finally {
      lock.unlock();
    }
  }

  /** The writer has no more to say. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What was not read yet can be read, then the stream breaks. */
  void reset() {
    lock.lock();
    try {
      broken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The reader is gone: nothing is read or written any more. */
  void abort() {
    lock.lock();
    try {
      aborted = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void cutWhereDue() {
    if (written >= cutAt) {
      switch (cutHow) {
        case FIN -> ended = true;
        case RESET -> broken = true;
      }
      changed.signalAll();
    }
  }
}
