// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.peer;

/** Lets others run, as work between borrowing and giving back would. Stateless. */
final class Turn {

  private Turn() {}

  @SuppressWarnings("ThreadPriorityCheck") // That others run now is the point.
  static void pass() {
    Thread.yield();
  }
}
