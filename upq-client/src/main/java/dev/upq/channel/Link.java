// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * A stream of bytes to and from a server: TCP, TCP with TLS, or a Unix-domain socket.
 *
 * <p>One thread at a time reads and one at a time writes; they may be two. {@link #abort()} may be
 * called by any thread at any moment. Reading and writing threads must be threads of the {@link
 * dev.upq.crew.Crew}: interrupting a thread that is blocked in socket I/O closes the socket, so a
 * caller's thread never does it.
 */
public interface Link {

  /**
   * Connects; blocks until it stands, fails, or {@link #abort()} is called. Once, before anything
   * else.
   */
  void connect() throws IOException;

  /**
   * Puts TLS over the link and completes the handshake; blocks. Once, and only while nothing that
   * was read is waiting to be consumed.
   *
   * @throws IOException where the handshake fails or the certificate does not pass
   */
  void secure(TlsSettings settings) throws IOException;

  /** Reads at least one byte, at most {@code length}; -1 at the end of the stream. */
  int read(byte[] into, int from, int length) throws IOException;

  /** Writes all of it; the array is its owner's again when this returns. */
  void write(byte[] bytes, int from, int length) throws IOException;

  /** True once TLS stands. */
  boolean encrypted();

  /** The server's certificate once TLS stands. */
  Optional<X509Certificate> serverCertificate();

  /**
   * Closes the underlying socket at once: never blocks, sends no TLS close, frees threads that are
   * blocked in any other method here (they get an {@link IOException}). Idempotent.
   */
  void abort();
}
