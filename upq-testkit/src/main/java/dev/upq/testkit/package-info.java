// SPDX-License-Identifier: Apache-2.0
/**
 * Servers for tests. {@link dev.upq.testkit.EmbeddedPostgres} runs a real PostgreSQL that nobody
 * had to install, also as root, and leaves neither a process nor a directory behind. {@link
 * dev.upq.testkit.TestServer} is the one server that all tests of a JVM share, or the one that
 * {@code UPQ_TEST_URL} names.
 *
 * <p>From the binaries to an answer: {@code BinariesSearch} finds them, {@code BinariesCache}
 * unpacks them once, {@code Cluster} makes a data directory, {@code Postmaster} is one life of the
 * server process, {@code Watchdog} ends that life where this JVM no longer can.
 */
@NullMarked
package dev.upq.testkit;

import org.jspecify.annotations.NullMarked;
