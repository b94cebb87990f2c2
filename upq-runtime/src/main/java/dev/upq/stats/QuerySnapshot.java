// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

/**
 * One query, or all queries of one name, since the pool was opened. Immutable.
 *
 * @param name as the text's first comment gives it ({@code -- name: hawaii}); empty where none does
 * @param text the text with its literals replaced by {@code ?}, shortened; no value stands in it
 * @param latency of all executions, those that failed included
 * @param failed how many of them failed
 * @param rows that came back or were changed
 */
public record QuerySnapshot(
    String name, String text, LatencySnapshot latency, long failed, long rows) {}
