// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A loopback port and the virtual thread that accepts clients on it. Thread-safe.
 *
 * <p>It stops in order: a client whose connect has returned before {@link #stop()} is accepted, one
 * that connects behind it is refused. Closing a listening socket alone would reset those that the
 * system has accepted and this process has not.
 */
public final class Listener {

  private static final int BACKLOG = 128;
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final ServerSocket socket;
  private final InetSocketAddress address;
  private final Consumer<Socket> clients;
  private final Thread thread;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private volatile int lastPort = -1;

  private Listener(String name, Consumer<Socket> clients) {
    this.clients = clients;
    this.thread = Thread.ofVirtual().name(name).unstarted(this::accept);
    try {
      this.socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot listen on a loopback port", failed);
    }
    this.address = new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
  }

  /**
   * Listens on a free port and gives each client to {@code clients}, one after the other, which
   * must not block.
   *
   * @param name of the thread
   */
  public static Listener start(String name, Consumer<Socket> clients) {
    Listener listener = new Listener(name, clients);
    listener.thread.start();
    return listener;
  }

  /** The loopback address and the port, also after it was stopped. */
  public InetSocketAddress address() {
    return address;
  }

  /**
   * Accepts who is there, then nobody any more; the thread has ended when this returns. Idempotent.
   */
  public void stop() {
    if (stopping.compareAndSet(false, true)) {
      try (Socket last = new Socket()) {
        last.bind(new InetSocketAddress(address.getAddress(), 0));
        lastPort = last.getLocalPort();
        last.connect(address, (int) GRACE.toMillis());
      } catch (IOException full) {
        closeQuietly();
      }
    }
    try {
      if (!thread.join(GRACE)) {
        throw new IllegalStateException("still running: " + thread.getName());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while stopping", interrupted);
    }
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        if (client.getPort() == lastPort) {
          client.close();
          socket.close();
        } else {
          clients.accept(client);
        }
      } catch (IOException closedOrReset) {
        // the loop ends where it was the listener that was closed
      }
    }
  }

  private void closeQuietly() {
    try {
      socket.close();
    } catch (IOException closed) {
      // nothing is left to be done
    }
  }
}
