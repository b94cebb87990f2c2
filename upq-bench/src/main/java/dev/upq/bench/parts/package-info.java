// SPDX-License-Identifier: Apache-2.0
/** Benchmarks of parts, for JMH; {@code ./upq bench --jmh} runs them. */
@NullMarked
package dev.upq.bench.parts;

import org.jspecify.annotations.NullMarked;
