// SPDX-License-Identifier: Apache-2.0
/**
 * The real client and the real pool under the simulator of {@link dev.upq.proof.sim}: every fault
 * before every step of many scenarios, and a server that breaks the order of messages.
 *
 * <p>A {@link dev.upq.proof.interleaving.Scenario} starts callers in a {@link
 * dev.upq.proof.interleaving.World}; a {@link dev.upq.proof.interleaving.Fault} strikes before one
 * step; the world then asks whether everything it knows still holds. {@code -Dupq.sim.schedules=N}
 * sets how many schedules a suite runs, {@code -Dupq.sim.replay=...} runs the one that a failure
 * names.
 */
@NullMarked
package dev.upq.proof.interleaving;

import org.jspecify.annotations.NullMarked;
