// SPDX-License-Identifier: Apache-2.0
/**
 * Connections lent and taken back: {@link dev.upq.pool.ConnectionPool} and {@link
 * dev.upq.pool.Lease}.
 *
 * <p>This is the only place where a caller waits for another thread's turn. A connection is in one
 * of four states: connecting (in a caller's or waiter's name, and on when that one leaves), idle,
 * lent, settling (given back while something of its last borrower was still under way). Their
 * number never exceeds the maximum.
 *
 * <p>Single statements that leave nothing behind may stand in line on a connection: it is lent to
 * the line then, which {@link dev.upq.pool.OneShots} fills, and comes back when the line is empty.
 *
 * <p>Invariants. A connection is lent to one borrower, or to one line, at a time. It is lent only
 * when the server's last word was ReadyForQuery with status I, nothing is owed and no cancel
 * request is under way; what comes back otherwise is cleaned by a thread of the crew, or closed.
 * Waiters are served in the order in which they came; a connection that comes back goes to the
 * first of them, not to whoever asks next. A dead idle connection is taken out when its reader sees
 * the end. A connection that is closed keeps its place in the count until its link has ended, so
 * that there are never more sockets than the maximum.
 *
 * <p>Not here: what a session may carry over by SET, temporary tables, LISTEN or advisory locks.
 */
@NullMarked
package dev.upq.pool;

import org.jspecify.annotations.NullMarked;
