// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

/** A connection on which one-shot statements stand in line. Guarded by the pool's lock. */
final class Share {

  final Slot slot;

  /** How many have a place in the line, at least one. */
  int users;

  /** When the line moved last: a reading of the pool's clock. */
  long movedAt;

  Share(Slot slot, long now) {
    this.slot = slot;
    this.movedAt = now;
    this.users = 1;
  }
}
