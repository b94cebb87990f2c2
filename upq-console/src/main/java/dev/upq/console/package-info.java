// SPDX-License-Identifier: Apache-2.0
/**
 * A window into a running program: {@code /metrics}, {@code /health} and one live page, served by
 * the JDK's own HTTP server on the loopback address.
 *
 * <p>{@link dev.upq.console.PgConsole} opens it. One thread looks at the pools ten times a second
 * ({@code Sampler}), keeps five minutes of what it saw ({@code History}), and gives each second to
 * whoever listens ({@code EventStream}). A listener that does not read is let go; nobody waits for
 * it. The page's texts come as JSON and become text nodes: nothing that a pool, a statement or an
 * error says is ever read as HTML.
 */
@NullMarked
package dev.upq.console;

import org.jspecify.annotations.NullMarked;
