// SPDX-License-Identifier: Apache-2.0
/**
 * A TCP proxy for tests that hurts the stream on purpose: {@link dev.upq.testkit.proxy.FaultProxy}.
 * It stands between a client and a real or scripted server in the same process, understands where
 * messages begin and end as long as the stream is not encrypted, records what passes, and applies
 * the {@link dev.upq.testkit.proxy.Rule}s that are set at the moment.
 *
 * <p>Each direction of a connection has two virtual threads: one reads, frames and records, the
 * other delivers, so that a latency delays bytes and does not thin them out.
 */
@NullMarked
package dev.upq.testkit.proxy;

import org.jspecify.annotations.NullMarked;
