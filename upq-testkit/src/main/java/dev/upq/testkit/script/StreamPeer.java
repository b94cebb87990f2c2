// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import javax.net.ssl.SSLContext;

/** A client at the other end of two streams. As thread-safe as the streams. */
record StreamPeer(InputStream in, OutputStream out) implements Peer {

  @Override
  public void secure(SSLContext context) throws IOException {
    throw new IOException("TLS needs a socket");
  }

  @Override
  public void halfClose() throws IOException {
    out.close();
  }

  @Override
  public void close() throws IOException {
    try (in) {
      out.close();
    }
  }

  @Override
  public void reset() throws IOException {
    close();
  }
}
