// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that passes bytes on half a millisecond later, each way, as a network of 1 ms round
 * trip does; it limits no rate, for what comes later does not wait for what came before. It prints
 * its port and ends with its input.
 *
 * <p>Two threads, whatever the number of connections: one reads and notes when each piece came; one
 * writes each when its time has come. All wait equally long, so one queue keeps them in order; it
 * holds at most 65,536 pieces of at most 64 KiB.
 */
public final class DelayingProxy {

  /** Waking two threads up takes the rest of the half millisecond. */
  private static final long DELAY_NANOS = 360_000;

  private static final long WRITE_PAUSE_NANOS = 20_000;
  private static final int PIECE = 65_536;
  private static final int QUEUE = 65_536;

  private final InetSocketAddress server;
  private final Selector selector;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(PIECE);
  private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>(QUEUE);

  /** What came, for whom, and when it is to go. Confined to the queue it is in. */
  private static final class Piece {
    private final SocketChannel to;
    private final ByteBuffer bytes;
    private final boolean last;
    private final long dueNanos;

    Piece(SocketChannel to, ByteBuffer bytes, boolean last) {
      this.to = to;
      this.bytes = bytes;
      this.last = last;
      this.dueNanos = System.nanoTime() + DELAY_NANOS;
    }
  }

  private DelayingProxy(InetSocketAddress server) throws IOException {
    this.server = server;
    this.selector = Selector.open();
  }

  /** The host and the port of the server. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Thread.ofPlatform().daemon().start(DelayingProxy::endWithInput);
    new DelayingProxy(new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]))).run();
  }

  private static void endWithInput() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException ended) {
      Runtime.getRuntime().halt(1);
    }
    Runtime.getRuntime().halt(0);
  }

  private void run() throws IOException, InterruptedException {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
      listener.configureBlocking(false);
      listener.register(selector, SelectionKey.OP_ACCEPT);
      Thread.ofPlatform().daemon().start(this::write);
      System.out.println(listener.socket().getLocalPort());
      System.out.flush();
      while (true) {
        selector.select();
        for (SelectionKey key : selector.selectedKeys()) {
          if (key.attachment() instanceof SocketChannel to) {
            read(key, to);
          } else {
            connect(listener.accept());
          }
        }
        selector.selectedKeys().clear();
      }
    }
  }

  private void connect(SocketChannel client) throws IOException {
    SocketChannel far = SocketChannel.open(server);
    join(client, far);
    join(far, client);
  }

  /** What {@code from} reads goes to {@code to}, which is the key's attachment. */
  private void join(SocketChannel from, SocketChannel to) throws IOException {
    from.setOption(StandardSocketOptions.TCP_NODELAY, true);
    from.configureBlocking(false);
    from.register(selector, SelectionKey.OP_READ, to);
  }

  /** The other thread may have closed the channel: that is an end too. */
  private void read(SelectionKey key, SocketChannel to) throws InterruptedException {
    int count = -1;
    buffer.clear();
    try {
      count = ((SocketChannel) key.channel()).read(buffer);
    } catch (IOException broken) {
      key.cancel();
    }
    if (count < 0) {
      key.cancel();
    }
    buffer.flip();
    ByteBuffer bytes = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
    pieces.put(new Piece(to, bytes, count < 0));
  }

  private void write() {
    try {
      while (true) {
        Piece piece = pieces.take();
        for (long left = piece.dueNanos - System.nanoTime();
            left > 0;
            left = piece.dueNanos - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        pass(piece);
      }
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pass(Piece piece) {
    try {
      while (piece.bytes.hasRemaining()) {
        if (piece.to.write(piece.bytes) == 0) {
          LockSupport.parkNanos(WRITE_PAUSE_NANOS);
        }
      }
      if (piece.last) {
        piece.to.close();
      }
    } catch (IOException gone) {
      // Its reader sees that too; what is left for it goes nowhere.
      piece.bytes.position(piece.bytes.limit());
    }
  }
}
