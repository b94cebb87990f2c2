// SPDX-License-Identifier: Apache-2.0
package dev.upq.lane;

import dev.upq.pool.PoolState;

/**
 * A lane at one moment, and what it has carried since it was opened. Immutable.
 *
 * @param max the most connections that carry bursts
 * @param carriers how many there are
 * @param waiting calls that wait for one
 * @param underWay bursts that were sent and are not answered
 * @param bursts that were sent so far
 * @param carried statements in them
 * @param passedOver of those, statements that the server passed over, and that were sent again
 * @param alone the connections on which statements run alone
 */
public record LaneState(
    int max,
    int carriers,
    int waiting,
    int underWay,
    long bursts,
    long carried,
    long passedOver,
    PoolState alone) {}
