// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.load;

/**
 * What one round of one client gave. Immutable. What is not known is negative.
 *
 * @param operations pieces of work that ended
 * @param seconds how long they took all together
 * @param cpuNanos CPU time of the client's process
 * @param allocatedBytes what its threads allocated
 * @param p50 latency in nanoseconds
 * @param idleHeapBytes heap in use before the round, after a collection
 */
public record Sample(
    long operations,
    double seconds,
    long cpuNanos,
    long allocatedBytes,
    long p50,
    long p99,
    long p999,
    long idleHeapBytes) {}
