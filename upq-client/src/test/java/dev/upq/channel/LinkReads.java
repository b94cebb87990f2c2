// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Reading from a link, for tests. */
final class LinkReads {

  private LinkReads() {}

  /** What one read gives; an exception counts as the end: both tell that something is missing. */
  static int readOrEnd(Link link, byte[] into) {
    try {
      return link.read(into, 0, into.length);
    } catch (IOException broken) {
      return -1;
    }
  }

  /** Everything up to the end of the stream. */
  static byte[] readAll(Link link) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[5000];
    for (int n; (n = link.read(buffer, 0, buffer.length)) >= 0; ) {
      all.write(buffer, 0, n);
    }
    return all.toByteArray();
  }
}
