// SPDX-License-Identifier: Apache-2.0
/**
 * The one door to observation: {@link dev.upq.probe.Probe} is told what happens, once for each
 * thing, after it happened.
 */
@NullMarked
package dev.upq.probe;

import org.jspecify.annotations.NullMarked;
