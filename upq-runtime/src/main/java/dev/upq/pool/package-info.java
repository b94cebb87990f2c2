// SPDX-License-Identifier: Apache-2.0
/**
 * Connections lent and taken back: {@link dev.upq.pool.ConnectionPool} and {@link
 * dev.upq.pool.Lease}; and kept at their number: {@link dev.upq.pool.PgReconnectSupervisor}.
 *
 * <p>This is the only place where a caller waits for another thread's turn. A caller takes an idle
 * connection or waits in line; it never connects. Connections are made, cleaned, asked whether they
 * are alive and closed by threads of the crew, and what is due by time is seen to by the
 * supervisor's thread, one a pool, which parks until then.
 *
 * <p>A connection is idle, lent, settling (being cleaned or asked) or retiring (being closed), and
 * their number together with the attempts to connect never exceeds the maximum. All of it is
 * guarded by one lock, the backroom's; what is decided under it is carried out after it is
 * released.
 *
 * <p>Single statements that leave nothing behind may stand in line on a connection: it is lent to
 * the line then, which {@link dev.upq.pool.OneShots} fills, and comes back when the line is empty.
 *
 * <p>Invariants. A connection is lent to one borrower, or to one line, at a time. It is lent only
 * when the server's last word was ReadyForQuery with status I, nothing is owed, no cancel request
 * is under way and no text has left anything in its session; what comes back otherwise is cleaned,
 * or closed. Waiters are served in the order in which they came; a connection that comes back, or
 * is made, goes to the first of them, not to whoever asks next. A dead idle connection is not lent
 * once its reader has seen the end. A connection that is closed keeps its place in the count until
 * its link has ended, so that there are never more sockets than the maximum. What ends without
 * anybody having closed it is replaced, without anybody asking.
 */
@NullMarked
package dev.upq.pool;

import org.jspecify.annotations.NullMarked;
