// SPDX-License-Identifier: Apache-2.0
/** How it is measured: callers, latencies, and the figures of a process. */
@NullMarked
package dev.upq.bench.load;

import org.jspecify.annotations.NullMarked;
