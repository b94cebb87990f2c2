// SPDX-License-Identifier: Apache-2.0
/**
 * The conversations with a server, one file each, in the order of the manual's chapter "Message
 * flow". The first comment of each is its transcript: F is what we send, B what comes back.
 *
 * <p>A conversation is straight-line code on the caller's thread. It ends in one of two places: at
 * ReadyForQuery, or with the connection dead. A message that has no place where it comes breaks the
 * connection. An ErrorResponse does not: the conversation goes on to ReadyForQuery and then throws
 * it.
 *
 * <p>What may be longer than all buffers together is sent, and asked for, in portions while answers
 * are read: the requests of a {@link dev.upq.exchange.Pipeline}, the rows of a {@link
 * dev.upq.exchange.Fetch}.
 *
 * @see <a href="https://www.postgresql.org/docs/18/protocol-flow.html">Message flow</a>
 */
@NullMarked
package dev.upq.exchange;

import org.jspecify.annotations.NullMarked;
