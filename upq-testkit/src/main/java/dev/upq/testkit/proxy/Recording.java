// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.proxy;

import dev.upq.wire.Transcript;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What both sides of a connection have sent, before any rule touched it. Thread-safe; each
 * direction is fed by one thread.
 */
final class Recording {

  /** So much of each direction is kept as bytes: 4 MiB. */
  static final int MOST_BYTES = 4 << 20;

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Transcript.Reader reader = new Transcript.Reader(lines::add);
  private final ReentrantLock lock = new ReentrantLock();
  private final ByteArrayOutputStream toServer = new ByteArrayOutputStream(); // guarded by lock
  private final ByteArrayOutputStream toClient = new ByteArrayOutputStream(); // guarded by lock

  void add(Direction direction, byte[] bytes, int length) {
    lock.lock();
    try {
      ByteArrayOutputStream kept = kept(direction);
      kept.write(bytes, 0, Math.min(length, MOST_BYTES - kept.size()));
    } finally {
      lock.unlock();
    }
    switch (direction) {
      case TO_SERVER -> reader.frontend(bytes, 0, length);
      case TO_CLIENT -> reader.backend(bytes, 0, length);
    }
  }

  /** A line of the proxy's own. */
  void remark(String line) {
    lines.add("*  " + line);
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  byte[] bytes(Direction direction) {
    lock.lock();
    try {
      return kept(direction).toByteArray();
    } finally {
      lock.unlock();
    }
  }

  private ByteArrayOutputStream kept(Direction direction) {
    return switch (direction) {
      case TO_SERVER -> toServer;
      case TO_CLIENT -> toClient;
    };
  }
}
