// SPDX-License-Identifier: Apache-2.0
/**
 * What can go wrong, as facts: a sealed family of unchecked exceptions.
 *
 * <p>Every {@link dev.upq.fault.PgException} answers three questions that a caller must know before
 * it decides what to do: what failed and why (the message, one line), how much of the request
 * reached the server ({@link dev.upq.fault.Sent}), and whether the same request may be made again
 * without the risk of doing its work twice ({@link dev.upq.fault.PgException#retrySafe()}).
 *
 * <p>It is not a place for control flow and not a log: nothing here is caught and swallowed by the
 * library. No message contains a password, a key or a parameter value.
 *
 * <p>Everything here is immutable and safe for use by any thread.
 */
@NullMarked
package dev.upq.fault;

import org.jspecify.annotations.NullMarked;
