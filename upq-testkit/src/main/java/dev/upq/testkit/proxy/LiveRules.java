// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.proxy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** The rules that are set at the moment, and a way to wait for another set. Thread-safe. */
final class LiveRules {

  /** Stands for every connection. */
  static final int ALL = 0;

  private record Entry(int connection, Rule rule) {}

  private final List<Entry> entries = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  void add(int connection, Rule rule) {
    entries.add(new Entry(connection, rule));
    signal();
  }

  void remove(Rule rule) {
    entries.removeIf(entry -> entry.rule().equals(rule));
    signal();
  }

  void clear() {
    entries.clear();
    signal();
  }

  /**
   * The rules of a kind that hold for the given connection, in the order in which they were added.
   */
  <R extends Rule> List<R> of(Class<R> kind, int connection) {
    return entries.stream()
        .filter(entry -> entry.connection() == ALL || entry.connection() == connection)
        .map(Entry::rule)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  /** Waits as long as the condition holds; it is looked at again after every {@link #signal()}. */
  void awaitWhile(BooleanSupplier condition) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (condition.getAsBoolean()) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Wakes everybody who waits. */
  void signal() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
