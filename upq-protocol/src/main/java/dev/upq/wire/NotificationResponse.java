// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;

/**
 * Somebody has called NOTIFY on a channel that this session listens to. Immutable.
 *
 * @param processId the server process of the sender
 * @param channel the channel's name, at most 63 bytes from a real server
 * @param payload empty where there is none, at most 7,999 bytes from a real server
 */
public record NotificationResponse(int processId, String channel, String payload)
    implements BackendMessage {

  @Override
  public char type() {
    return 'A';
  }

  @Override
  public void encode(ByteWriter out) {
    Frame.write(out, type(), body -> body.int4(processId).cstring(channel).cstring(payload));
  }

  public static NotificationResponse decode(ByteReader body) {
    int processId = body.int4();
    String channel = body.cstring();
    String payload = body.cstring();
    body.end();
    return new NotificationResponse(processId, channel, payload);
  }
}
