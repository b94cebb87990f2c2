// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import dev.upq.channel.Link;
import dev.upq.channel.TlsSettings;
import dev.upq.testkit.proxy.Cut;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A link whose server is a thread of the same JVM. Thread-safe. It has no TLS, and it remembers how
 * much room the client offered for what it reads.
 */
final class MemoryLink implements Link {

  private final Pipe toServer = new Pipe();
  private final Pipe toClient = new Pipe();
  private final Consumer<MemoryLink> onConnect;
  private final AtomicInteger mostRoomBytes = new AtomicInteger();
  private final CountDownLatch aborted = new CountDownLatch(1);

  MemoryLink(Consumer<MemoryLink> onConnect) {
    this.onConnect = onConnect;
  }

  /** What the client says. */
  Pipe toServer() {
    return toServer;
  }

  /** What the server says. */
  Pipe toClient() {
    return toClient;
  }

  /** Waits for the client to close the link, which it does right after it has told its callers. */
  boolean aborted() {
    try {
      return aborted.await(Dial.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The longest array that the client has given to be filled. */
  int mostRoomBytes() {
    return mostRoomBytes.get();
  }

  /** The server's end as streams. */
  InputStream serverIn() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        return length == 0 ? 0 : toServer.read(into, offset, length);
      }
    };
  }

  /** The server's end as streams; closing it ends what the client reads. */
  OutputStream serverOut() {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        toClient.write(bytes, offset, length);
      }

      @Override
      public void close() {
        toClient.end();
      }
    };
  }

  /** The server resets the connection. */
  void reset() {
    toClient.reset();
    toServer.reset();
  }

  @Override
  public void connect() {
    onConnect.accept(this);
  }

  @Override
  public void secure(TlsSettings settings) throws IOException {
    throw new IOException("there is no TLS in memory");
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    mostRoomBytes.accumulateAndGet(into.length, Math::max);
    return toClient.read(into, from, length);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    toClient.refuseIfReset();
    toServer.write(bytes, from, length);
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
    aborted.countDown();
    toClient.abort();
    toServer.end();
  }

  /** The link, told to end by itself after the server has said that much. */
  MemoryLink cutAt(long offset, Cut how) {
    toClient.cutAt(offset, how);
    return this;
  }
}
