// SPDX-License-Identifier: Apache-2.0
/**
 * The real client and the real pool under the simulator of {@link dev.upq.proof.sim}: every fault
 * before every step of many scenarios, and a server that brings its messages out of order.
 *
 * <p>A {@link dev.upq.proof.interleaving.Scenario} starts callers in a {@link
 * dev.upq.proof.interleaving.World}; one of the {@link dev.upq.proof.interleaving.Faults} strikes
 * before a step; the {@link dev.upq.proof.interleaving.Aftermath} asks whether all still holds.
 * {@code -Dupq.sim.schedules=N} sets how many schedules are run in all, {@code
 * -Dupq.sim.sequences=N} how many sequences of messages, and {@code -Dupq.sim.replay=...} runs the
 * one schedule that a failure names.
 */
@NullMarked
package dev.upq.proof.interleaving;

import org.jspecify.annotations.NullMarked;
