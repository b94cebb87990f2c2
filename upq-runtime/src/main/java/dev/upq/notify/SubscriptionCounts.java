// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

/**
 * What was counted in one subscription. Immutable.
 *
 * @param handled events that its handler was given, and was done with
 * @param dropped notifications that were left out because its queue was full
 * @param gaps gaps that it was told of, but for those of its own full queue
 * @param failures how many times its handler failed
 */
public record SubscriptionCounts(long handled, long dropped, long gaps, long failures) {}
