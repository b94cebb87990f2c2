// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

/**
 * What a subscription is told, one after the other and in the order of the server: notifications,
 * and whatever speaks against their being complete. Immutable.
 */
public sealed interface Event permits Subscribed, Notification, Gap, Dropped {}
