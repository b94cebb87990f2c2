// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

/**
 * The subscription's queue was full, and so many notifications were left out here. Immutable.
 *
 * @param count how many
 * @param policy by which rule
 */
public record Dropped(long count, Overflow policy) implements Event {}
