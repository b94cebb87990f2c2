// SPDX-License-Identifier: Apache-2.0
/**
 * Reads of many callers in shared bursts: {@link dev.upq.lane.ReadLane}.
 *
 * <p>A lane is a few connections of its own whose sessions are read-only by the server's
 * enforcement ({@code default_transaction_read_only}). What waits when a connection is free leaves
 * together, as one burst under one Sync; at most two bursts are under way on a connection, so that
 * bursts grow by themselves under load. A lone caller waits for nobody.
 *
 * <p>One Sync is one implicit transaction, which the callers of a burst have in common: {@code
 * now()} is the same for all of them. Each statement has a snapshot of its own, for sessions of a
 * lane are READ COMMITTED.
 *
 * <p>What a burst would suffer from is run alone, on further read-only connections: a text that was
 * never run before, one that was slow of late, failed, or gave many rows, and one that begins as a
 * write, which the server refuses with 25006. A text comes back when it has been fast for a while.
 * No statement runs in a burst longer than {@code lane_statement_timeout}: the server cancels it,
 * and it is begun anew, alone. A text that leaves something in its session is refused.
 *
 * <p>States of a call: waiting, under way, answered, left. Each call is answered once, by its own
 * answer, or by why there is none. An error in a burst is told to its own caller; those behind it
 * were passed over by the server and leave with the next burst, in front. A caller that leaves
 * cancels nothing.
 *
 * <p>Threads: callers encode, and the one that finds a connection free sends for all; a thread of
 * the crew for each connection reads. Under the lane's lock no I/O is done and no other lock is
 * taken.
 *
 * <p>Not here: transactions, cursors, COPY, anything that is to be remembered by a session. What a
 * function of the user's own does to the session is not seen.
 */
@NullMarked
package dev.upq.lane;

import org.jspecify.annotations.NullMarked;
