// SPDX-License-Identifier: Apache-2.0
/**
 * The library against real servers: its whole surface on PostgreSQL 16, 17 and 18, every value type
 * with the server as oracle, interrupts and deadlines by the ten thousand, faults of the link, of
 * the server and of the caller.
 *
 * <p>Loads are sized for a build; the property {@code upq.soak} multiplies them, for example {@code
 * -Dupq.soak=10}. Random choices come from seeds that a failure prints; the property {@code
 * upq.seed} sets them.
 */
@NullMarked
package dev.upq.proof.real;

import org.jspecify.annotations.NullMarked;
