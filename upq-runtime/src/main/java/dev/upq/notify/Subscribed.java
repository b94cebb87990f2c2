// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

/**
 * LISTEN has been committed: what is sent from now on comes. The first event of a subscription, and
 * the moment to read the state that notifications then change. Immutable.
 *
 * @param epoch the number of the connection, from 1
 */
public record Subscribed(long epoch) implements Event {}
