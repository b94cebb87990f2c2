// SPDX-License-Identifier: Apache-2.0
/**
 * One stream of bytes to one server, and the two threads that own it.
 *
 * <p>The socket belongs to the connection and the conversation to the caller: a caller puts whole
 * frames into the {@link dev.upq.channel.Channel} and waits for its {@link dev.upq.channel.Reply};
 * it never touches the socket, so an interrupt cannot close it. The writer thread empties the
 * outbox. The reader thread frames what comes in, sifts out notices, notifications and parameter
 * status, and hands each answer to the reply at the head of the queue. It runs no user code and
 * never waits for the writer.
 *
 * <p>Invariants. Every Sync (or Query) that is sent has one Reply in the queue, in the order of the
 * bytes. Only the reader takes a Reply out, at ReadyForQuery. A Reply whose caller has given up
 * stays in the queue, abandoned, and its answer is thrown away as it comes. Any byte that is not
 * expected, any length that is not possible and any failure of the link ends the channel: broken is
 * its one terminal state, and every waiter learns of it exactly once.
 *
 * <p>Not here: what the messages of a conversation mean (that is {@code exchange}) and which
 * statement they belong to.
 */
@NullMarked
package dev.upq.channel;

import org.jspecify.annotations.NullMarked;
