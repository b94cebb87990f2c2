// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A Unix-domain socket. One thread at a time reads and one writes; {@link #abort()} is for any
 * thread.
 *
 * <p>There is no TLS here, as in libpq: the bytes do not leave the machine.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/18/libpq-connect.html#LIBPQ-CONNECT-REQUIREPEER">requirepeer</a>
 */
final class UnixLink implements Link {

  /**
   * The JDK copies what is written through a buffer of that size outside the heap; this bounds it.
   */
  private static final int CHUNK_BYTES = 128 * 1024;

  private final Endpoint.Unix endpoint;

  /** Guards {@link #channel} and {@link #aborted} while they are set; never held during I/O. */
  private final ReentrantLock lock = new ReentrantLock();

  private volatile @Nullable SocketChannel channel;
  private boolean aborted;

  UnixLink(Endpoint.Unix endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public void connect() throws IOException {
    SocketChannel opened = open();
    try {
      reach(opened);
      if (endpoint.requirePeer().isPresent()) {
        requirePeer(opened, endpoint.requirePeer().get());
      }
    } catch (IOException | RuntimeException failed) {
      abort();
      throw failed;
    }
  }

  @Override
  public void secure(TlsSettings settings) throws IOException {
    throw new SocketException("TLS is not used over a Unix-domain socket");
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    return connected().read(ByteBuffer.wrap(into, from, Math.min(length, CHUNK_BYTES)));
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    SocketChannel target = connected();
    int end = from + length;
    ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
    while (buffer.position() < end) {
      buffer.limit(Math.min(end, buffer.position() + CHUNK_BYTES));
      target.write(buffer);
    }
  }

  @Override
  public boolean encrypted() {
    return false;
  }

  @Override
  public Optional<X509Certificate> serverCertificate() {
    return Optional.empty();
  }

  @Override
  public void abort() {
    SocketChannel open;
    lock.lock();
    try {
      aborted = true;
      open = channel;
    } finally {
      lock.unlock();
    }
    if (open != null) {
      try {
        open.close();
      } catch (IOException alreadyGone) {
        // The descriptor is given back to the system all the same.
      }
    }
  }

  private SocketChannel open() throws IOException {
    SocketChannel opened = SocketChannel.open(StandardProtocolFamily.UNIX);
    lock.lock();
    try {
      if (!aborted) {
        channel = opened;
        return opened;
      }
    } finally {
      lock.unlock();
    }
    opened.close();
    throw new ClosedChannelException();
  }

  private void reach(SocketChannel opened) throws IOException {
    try {
      opened.connect(UnixDomainSocketAddress.of(endpoint.socket()));
    } catch (SocketException unreachable) {
      ConnectException named =
          new ConnectException(endpoint.socket() + ": " + unreachable.getMessage());
      named.initCause(unreachable);
      throw named;
    }
  }

  private SocketChannel connected() throws IOException {
    SocketChannel open = channel;
    if (open == null) {
      throw new ClosedChannelException();
    }
    return open;
  }

  private static void requirePeer(SocketChannel channel, String wanted) throws IOException {
    String actual = PeerUser.of(channel);
    if (!actual.equals(wanted)) {
      throw new SocketException(
          "requirepeer asks for a server of the user \""
              + wanted
              + "\", but the user \""
              + actual
              + "\" runs it");
    }
  }
}
