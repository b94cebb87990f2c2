// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.bytes.ByteWriter;
import java.time.Duration;

/**
 * The limits of one channel. Immutable.
 *
 * @param maxMessageBytes the longest message that is accepted from the server
 * @param outboxBytes how much may wait to be written before a sender has to wait; a single larger
 *     request may pass
 * @param replyBytes how much of an answer may wait for its caller before the reader stops reading,
 *     which slows the server and not the heap
 * @param cancelEnd how long the server may take to close the socket of a CancelRequest; after that
 *     the connection is not to be trusted any more and is closed
 * @param drain how long an answer that nobody waits for any more may take to end after its
 *     statement was cancelled; after that the connection is closed
 */
public record ChannelLimits(
    int maxMessageBytes, long outboxBytes, long replyBytes, Duration cancelEnd, Duration drain) {

  public static ChannelLimits standard() {
    return new ChannelLimits(
        ByteWriter.MAX_MESSAGE_BYTES,
        4L << 20,
        1L << 20,
        Duration.ofSeconds(2),
        Duration.ofSeconds(5));
  }

  public ChannelLimits withMaxMessageBytes(int bytes) {
    return new ChannelLimits(bytes, outboxBytes, replyBytes, cancelEnd, drain);
  }
}
