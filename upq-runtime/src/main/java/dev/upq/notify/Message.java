// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

/**
 * A notification that is to be sent. Immutable.
 *
 * @param channel its exact name, at most 63 bytes in the server's encoding
 * @param payload at most 7,999 bytes in the server's encoding, unless long ones are kept in a table
 */
public record Message(String channel, String payload) {}
