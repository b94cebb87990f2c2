// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.proxy;

import dev.upq.wire.Framer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** One client of a {@link FaultProxy} and its way to the server. Thread-safe. */
public final class ProxyConnection {

  private final int number;
  private final LiveRules rules;
  private final Socket client;
  private final Socket server;
  private final Framer framer = new Framer();
  private final Recording recording = new Recording();
  private final CompletableFuture<Boolean> dead = new CompletableFuture<>();
  private final AtomicInteger directionsOpen = new AtomicInteger(2);

  ProxyConnection(int number, LiveRules rules, Socket client) {
    this.number = number;
    this.rules = rules;
    this.client = client;
    this.server = new Socket();
  }

  /** 1 for the first client of the proxy. */
  public int number() {
    return number;
  }

  /**
   * What both sides have sent, one line a message, as it came to the proxy; lines that begin with
   * {@code *} tell what the proxy did. A copy.
   */
  public List<String> transcript() {
    return recording.lines();
  }

  /**
   * The bytes that were sent in that direction, as they came to the proxy: the first 4 MiB. A copy.
   */
  public byte[] bytes(Direction direction) {
    return recording.bytes(direction);
  }

  /** True until it was cut or both sides have ended it. */
  public boolean open() {
    return !isCut() && directionsOpen.get() > 0;
  }

  /** Ends the connection now. Without effect where it was cut before. */
  public void cut(Cut how) {
    if (!dead.complete(false)) {
      return;
    }
    switch (how) {
      case RESET -> {
        recording.remark("reset");
        reset();
      }
      case FIN -> {
        recording.remark("end");
        shutdownQuietly(client);
        shutdownQuietly(server);
      }
    }
    rules.signal();
  }

  Socket client() {
    return client;
  }

  Socket server() {
    return server;
  }

  boolean isCut() {
    return dead.isDone();
  }

  <R extends Rule> List<R> rules(Class<R> kind) {
    return rules.of(kind, number);
  }

  void awaitWhile(BooleanSupplier condition) throws InterruptedException {
    rules.awaitWhile(() -> !isCut() && condition.getAsBoolean());
  }

  /** Records bytes and says what they are. */
  List<Framer.Piece> received(Direction direction, byte[] bytes, int length) {
    recording.add(direction, bytes, length);
    return switch (direction) {
      case TO_SERVER -> framer.frontend(bytes, 0, length);
      case TO_CLIENT -> framer.backend(bytes, 0, length);
    };
  }

  /** Holds a message if the rule is still free. False if the connection is to be reset. */
  boolean held(Rule.Hold rule) throws InterruptedException {
    if (!rule.decision().take()) {
      return true;
    }
    recording.remark("held");
    rule.decision().announce();
    return rule.decision().passes(dead);
  }

  /**
   * One direction has ended in order: so does the stream to {@code to}, and the connection when it
   * was the last.
   */
  void ended(Socket to) {
    shutdownQuietly(to);
    if (directionsOpen.decrementAndGet() == 0) {
      closeQuietly(client);
      closeQuietly(server);
    }
  }

  /** Takes what the client of a refused connection says until it ends the stream. */
  void discard() throws IOException {
    try (client) {
      client.getInputStream().transferTo(OutputStream.nullOutputStream());
    }
  }

  /** Ends both sides with RST, from any thread, however often. */
  void reset() {
    resetQuietly(client);
    resetQuietly(server);
  }

  private static void resetQuietly(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException closed) {
      // then it is closed already
    }
    closeQuietly(socket);
  }

  private static void shutdownQuietly(Socket socket) {
    try {
      socket.shutdownOutput();
    } catch (IOException closed) {
      // then its stream has ended already
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException closed) {
      // nothing is left to be done
    }
  }
}
