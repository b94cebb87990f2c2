// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

/**
 * What the draining of a pool has done. Immutable.
 *
 * @param idle connections that nobody had, and that were closed at once
 * @param finished that their borrowers gave back in time
 * @param cancelled that were given back after their statement was cancelled
 * @param aborted that were taken from borrowers who did not give them back
 */
public record Drained(int idle, int finished, int cancelled, int aborted) {}
