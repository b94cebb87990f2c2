// SPDX-License-Identifier: Apache-2.0
/**
 * The client against servers that break the rules: streams that end anywhere, lengths and types
 * that cannot be, rows that are not as described, logins that skip the server's own proof,
 * negotiations that somebody has tampered with.
 *
 * <p>Most servers here are scripts over bytes in memory ({@link
 * dev.upq.proof.hostile.MemoryServer}), so a case costs less than a millisecond and nothing hangs
 * on the network. Where TLS matters they listen on the loopback. What every case has to end in: a
 * right answer, or a {@link dev.upq.fault.PgException} and a connection that has ended, its link
 * closed. A case that hangs ends in a time-out, which is a failure by itself.
 */
@NullMarked
package dev.upq.proof.hostile;

import org.jspecify.annotations.NullMarked;
