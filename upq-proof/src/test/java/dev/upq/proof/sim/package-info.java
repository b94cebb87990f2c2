// SPDX-License-Identifier: Apache-2.0
/**
 * A deterministic simulator: real virtual threads whose every step a seed decides, virtual time,
 * links in memory that fail on command, and a small model of PostgreSQL at their far end.
 *
 * <p>A schedule is one {@link dev.upq.proof.sim.SimScheduler}: it lives on one platform thread,
 * which calls {@link dev.upq.proof.sim.SimScheduler#run()}. The same options and the same code give
 * the same trace; a failure is replayed from its seed. Several schedulers may run at once on
 * several platform threads; they share nothing.
 *
 * <p>What a step is: a virtual thread runs until it parks, yields or ends. Threads change only
 * there, so code between two parks is atomic here. To widen what a seed can reach, the seams
 * (clock, crew, links) yield now and then by the seed. What the simulator cannot see: races between
 * plain memory accesses without a park between them, and locks or monitors shared by two schedulers
 * through a static field.
 *
 * <p>The virtual machine must run with {@code --add-opens java.base/java.lang=ALL-UNNAMED}.
 */
@NullMarked
package dev.upq.proof.sim;

import org.jspecify.annotations.NullMarked;
