// SPDX-License-Identifier: Apache-2.0
/**
 * One connection to one server, as a user sees it: {@link dev.upq.connection.PgConnection}, and how
 * it comes about, {@link dev.upq.connection.Connector}.
 *
 * <p>A connection is for one thread at a time; a second thread that calls while a call is under way
 * is refused. Calls block, honour interrupts and deadlines, and leave the connection in one of
 * three states: clean (the next call may come), settling (a statement is being cancelled behind the
 * caller's back; the next call waits for it), ended.
 *
 * <p>What does not fit into memory is read as it comes: the rows of a result, the bytes of a value
 * ({@link dev.upq.connection.StreamSession}), the answers of a pipeline ({@link
 * dev.upq.connection.PgPipeline}).
 *
 * <p>It does not know that there are two connections: pooling, retries and routing are for the
 * floor above.
 */
@NullMarked
package dev.upq.connection;

import org.jspecify.annotations.NullMarked;
