// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

/**
 * Somebody has called NOTIFY. Immutable.
 *
 * @param channel the channel, or in topic mode the topic
 * @param payload what was sent with it; empty where nothing was
 * @param pid the sender's process of the server
 * @param epoch the number of the connection that it came on, from 1
 * @param seq its place among all that came on that connection, from 1; it has holes for those of
 *     other channels
 * @see <a href="https://www.postgresql.org/docs/18/sql-notify.html">NOTIFY</a>
 */
public record Notification(String channel, String payload, int pid, long epoch, long seq)
    implements Event {}
