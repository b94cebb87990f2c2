// SPDX-License-Identifier: Apache-2.0
/**
 * Chaos: one load of mixed work over a pool, while the server, the link or this process is killed,
 * frozen, filled up or slowed down; and what is left afterwards.
 *
 * <p>{@code Load} runs the callers, {@code Work} is what one of them does, {@code Tally} says what
 * came of it, {@code Ledger} compares what was acknowledged with what the database holds. Counts
 * and durations are sized for a build; properties {@code upq.chaos.*}, named in the tests, make
 * them long. Random choices come from the property {@code upq.seed}, which every run prints.
 */
@NullMarked
package dev.upq.proof.chaos;

import org.jspecify.annotations.NullMarked;
