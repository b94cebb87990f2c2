// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import javax.net.ssl.SSLContext;

/**
 * The client's end of a connection as the conversation sees it. One thread at a time, but {@link
 * #reset()}: any.
 */
interface Peer {

  InputStream in();

  OutputStream out();

  /** Puts TLS over the connection, as the server. */
  void secure(SSLContext context) throws IOException;

  /** Ends the stream to the client; the other direction stays open. */
  void halfClose() throws IOException;

  /** Ends both directions in order. */
  void close() throws IOException;

  /** Ends both directions at once, with RST where there is a socket. */
  void reset() throws IOException;
}
