// SPDX-License-Identifier: Apache-2.0
/**
 * The messages of the frontend/backend protocol, versions 3.0 and 3.2: one file a message, both
 * directions in it.
 *
 * <p>{@link dev.upq.wire.BackendMessage} and {@link dev.upq.wire.FrontendMessage} are closed
 * families of immutable values. {@code encode} writes a whole frame with its type and length;
 * {@code decode} reads the body of a frame whose header has been read already, refuses what is
 * malformed with {@link dev.upq.fault.PgProtocolException} and refuses bytes that are left over.
 * How long a frame may claim to be is asked of {@link dev.upq.wire.FrameLimits} before its body is
 * read. {@link dev.upq.wire.Framer} follows a byte stream of both directions and {@link
 * dev.upq.wire.Transcript} prints it as text, without passwords and keys.
 *
 * <p>FunctionCall and FunctionCallResponse are not here: the manual calls that part of the protocol
 * legacy, a prepared {@code SELECT function($1)} does the same, and a server that sends one unasked
 * has broken the protocol.
 *
 * @see <a href="https://www.postgresql.org/docs/18/protocol-message-formats.html">Message
 *     formats</a>
 */
@NullMarked
package dev.upq.wire;

import org.jspecify.annotations.NullMarked;
