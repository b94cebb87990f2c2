// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import dev.upq.channel.Link;
import dev.upq.config.PgConfig;
import dev.upq.connection.ConnectionSetup;
import dev.upq.proof.link.ListenedTransport;
import dev.upq.proof.link.PassingLink;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLongArray;

/** A link that counts the messages it sends, by their type. One thread reads and one writes. */
final class CountedLink extends PassingLink {

  private static final int HEADER_BYTES = 5;

  private final AtomicLongArray counts;
  private final byte[] header = new byte[HEADER_BYTES];
  // The first message has no type; there must be no other without one (sslmode=disable).
  private int headerBytes = 1;
  private int bodyBytes;

  private CountedLink(Link link, AtomicLongArray counts) {
    super(link);
    this.counts = counts;
  }

  /**
   * What usually is used, and counted.
   *
   * @param counts by the character of the type
   */
  static ConnectionSetup setup(PgConfig config, AtomicLongArray counts) {
    return ListenedTransport.of(Servers.setup(config), link -> new CountedLink(link, counts));
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    for (int at = from; at < from + length; at++) {
      if (bodyBytes > 0) {
        int skipped = Math.min(bodyBytes, from + length - at);
        bodyBytes -= skipped;
        at += skipped - 1;
      } else {
        header(bytes[at]);
      }
    }
    super.write(bytes, from, length);
  }

  private void header(byte next) {
    header[headerBytes++] = next;
    if (headerBytes == HEADER_BYTES) {
      int size = 0;
      for (int i = 1; i < HEADER_BYTES; i++) {
        size = size << 8 | header[i] & 0xff;
      }
      counts.incrementAndGet(header[0]);
      bodyBytes = size - (HEADER_BYTES - 1);
      headerBytes = 0;
    }
  }
}
