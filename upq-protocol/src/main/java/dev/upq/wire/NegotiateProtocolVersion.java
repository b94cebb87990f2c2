// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.Sent;
import java.util.ArrayList;
import java.util.List;

/**
 * The server speaks an older minor version than asked for, or does not know some protocol options.
 * Immutable.
 *
 * <p>The manual calls the first word the minor version; servers write, and libpq reads, the whole
 * version with the major number 3 in the upper 16 bits. So does this; another major number is
 * refused.
 *
 * @param newestMinor the newest minor version of protocol 3 that the server speaks, 0 to 65,535
 * @param unrecognizedOptions the options (their names start with {@code _pq_.}) that it does not
 *     know
 */
public record NegotiateProtocolVersion(int newestMinor, List<String> unrecognizedOptions)
    implements BackendMessage {

  public NegotiateProtocolVersion {
    unrecognizedOptions = List.copyOf(unrecognizedOptions);
  }

  @Override
  public char type() {
    return 'v';
  }

  @Override
  public void encode(ByteWriter out) {
    Frame.write(out, type(), this::body);
  }

  private void body(ByteWriter out) {
    out.int4(3 << 16 | newestMinor).int4(unrecognizedOptions.size());
    unrecognizedOptions.forEach(out::cstring);
  }

  public static NegotiateProtocolVersion decode(ByteReader body) {
    int version = body.int4();
    if (version >>> 16 != 3) {
      throw new PgProtocolException(
          "the server offers protocol " + (version >>> 16) + "." + (version & 0xffff), Sent.MAYBE);
    }
    int count = body.count(body.int4(), 1);
    List<String> options = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      options.add(body.cstring());
    }
    body.end();
    return new NegotiateProtocolVersion(version & 0xffff, options);
  }
}
