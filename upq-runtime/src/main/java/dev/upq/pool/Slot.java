// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import dev.upq.connection.PgConnection;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a pool, and what the pool knows of it. Guarded by the pool's lock, but for what
 * says otherwise. Times are readings of the pool's clock, in nanoseconds.
 */
final class Slot {

  /** Where it is. */
  enum Where {
    /** With a borrower, or a line of them. */
    LENT,
    IDLE,
    /** Being cleaned, or asked whether it is alive. */
    SETTLING,
    /** Being closed. */
    RETIRING,
    /** Its link has ended, and its place is free. */
    GONE
  }

  final PgConnection connection;

  /** The pool's generation when it was begun: what is older than the pool's is not lent again. */
  final int generation;

  /** When it is to be replaced, or {@link dev.upq.time.Clock#NEVER}. */
  final long expiresAt;

  /** Whether its server took writes when it was made. */
  final boolean writable;

  Where where = Where.SETTLING;

  /** When it was given back last, or made. */
  long usedAt;

  /** When the server was last heard on it. */
  long heardAt;

  /** It is not to be lent again. */
  boolean leaving;

  /** It was not lost: that it goes is wanted, and no other is to be made for it. */
  boolean unwanted;

  // Of the current loan.
  long loan;
  long lentAt;
  @Nullable Thread borrower;
  boolean leakTold;

  /** Where it was borrowed, if that was looked at. Written by the borrower, read by any. */
  volatile @Nullable String site;

  Slot(PgConnection connection, int generation, long expiresAt, boolean writable, long now) {
    this.connection = connection;
    this.generation = generation;
    this.expiresAt = expiresAt;
    this.writable = writable;
    this.usedAt = now;
    this.heardAt = now;
  }

  /** A loan begins. */
  void lendTo(Thread thread, long number, long now) {
    where = Where.LENT;
    borrower = thread;
    loan = number;
    lentAt = now;
    leakTold = false;
    if (site != null) {
      // A volatile write that nearly every loan does without.
      site = null;
    }
  }
}
