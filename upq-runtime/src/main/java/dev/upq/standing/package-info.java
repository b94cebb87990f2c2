// SPDX-License-Identifier: Apache-2.0
/**
 * One dedicated connection that stands beside a pool, and comes back after each loss: {@link
 * dev.upq.standing.StandingConnection}. What listens, keeps a lock or watches a server is a {@link
 * dev.upq.standing.Duty} on one.
 *
 * <p>It is not a pool of one: nobody borrows it, and no caller waits for another. It is not for
 * queries of a program: those have the pool.
 *
 * <p>States:
 *
 * <pre>
 *   CONNECTING --opened--> STANDING --lost--> CONNECTING
 *   CONNECTING --failed--> PAUSING --pause over, retryNow--> CONNECTING
 *   any --close--> CLOSED
 * </pre>
 *
 * <p>Threads: one virtual thread a standing connection, its keeper, makes every call on it, and
 * every call of its duty. It waits for a notification, a rousing, what its duty has planned, the
 * next probe or the next attempt, whichever comes first; there is no other wake-up. Callers only
 * rouse it, wait for its state, and close it.
 *
 * <p>Invariants. A connection is made what it is to be ({@link dev.upq.standing.Duty#begin}) before
 * it counts as standing, and the number of its epoch rises then and only then. Each epoch ends
 * once, and its duty is told once. A connection of an earlier epoch has ended, for us, before the
 * next is opened. Pauses between attempts that fail are drawn below 50 ms, 100 ms, ... 30 s; a
 * connection that falls at once is not followed by another at once. What says nothing for the
 * probe's interval and its patience is given up.
 */
@NullMarked
package dev.upq.standing;

import org.jspecify.annotations.NullMarked;
