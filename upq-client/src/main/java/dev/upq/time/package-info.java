// SPDX-License-Identifier: Apache-2.0
/**
 * The one door to time. Nothing else in floors 1 to 3 asks for the time, sleeps or parks with a
 * time-out, so that a test can own every wait: {@link dev.upq.time.Clock} is what is replaced,
 * {@link dev.upq.time.Deadline} is what is passed.
 *
 * <p>Waiting and measuring know monotonic time only; steps of the wall clock have no effect.
 */
@NullMarked
package dev.upq.time;

import org.jspecify.annotations.NullMarked;
