// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

/**
 * What was counted in one dispatcher since it began. Immutable.
 *
 * @param epoch the number of the connection that it has, or had last; 0 before the first
 * @param subscriptions how many there are
 * @param channels how many are listened to for them
 * @param received notifications that came, but for its own
 * @param handled events that handlers were given, and were done with
 * @param dropped notifications that were left out, because a subscription's queue was full or the
 *     connection had no room for more
 * @param gaps outages of the connection, and floods
 * @param failures how many times handlers failed
 * @param strange what came on the channel of a namespace and is no topic's
 * @param queueUsage the share of the server's notification queue that was in use when it was asked
 *     last, 0 to 1; it is asked with each canary
 */
public record DispatcherCounts(
    long epoch,
    int subscriptions,
    int channels,
    long received,
    long handled,
    long dropped,
    long gaps,
    long failures,
    long strange,
    double queueUsage) {}
