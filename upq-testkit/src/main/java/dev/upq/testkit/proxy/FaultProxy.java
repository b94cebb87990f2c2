// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.proxy;

import dev.upq.testkit.script.Listener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A TCP proxy on a loopback port in front of one server. Thread-safe. Rules may be set and removed
 * at any moment, for all connections or for one; what has passed before is not touched by them.
 */
public final class FaultProxy implements AutoCloseable {

  /** How long the server may take to accept a connection. */
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

  /** How long {@link #close()} waits for each of its threads. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final InetSocketAddress target;
  private final Listener listener;
  private final LiveRules rules = new LiveRules();
  private final List<ProxyConnection> connections = new CopyOnWriteArrayList<>();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  private FaultProxy(InetSocketAddress target) {
    this.target = target;
    this.listener = Listener.start("fault proxy listener", this::accept);
  }

  /** Starts a proxy in front of the server at that address, which need not be there yet. */
  public static FaultProxy to(String host, int port) {
    return to(new InetSocketAddress(host, port));
  }

  /** Starts a proxy in front of the server at that address, which need not be there yet. */
  public static FaultProxy to(InetSocketAddress target) {
    return new FaultProxy(target);
  }

  /** The port that it listens on, at {@link #host()}. */
  public int port() {
    return listener.address().getPort();
  }

  /** The loopback address in digits, for example {@code 127.0.0.1}. */
  public String host() {
    return listener.address().getAddress().getHostAddress();
  }

  /** Sets rules for all connections, those that stand and those that come. */
  public void add(Rule... more) {
    for (Rule rule : more) {
      rules.add(LiveRules.ALL, rule);
    }
  }

  /** Sets rules for one connection: the n-th (from 1), which need not be there yet. */
  public void addTo(int connection, Rule... more) {
    for (Rule rule : more) {
      rules.add(connection, rule);
    }
  }

  /** Removes the rules that are equal to this one. */
  public void remove(Rule rule) {
    rules.remove(rule);
  }

  /** Removes all rules. */
  public void clear() {
    rules.clear();
  }

  /** How many connections were accepted so far, refused ones included. */
  public int connections() {
    return connections.size();
  }

  /** The n-th connection (from 1). */
  public ProxyConnection connection(int number) {
    return connections.get(number - 1);
  }

  /** Ends all connections that stand now. */
  public void cutAll(Cut how) {
    connections.forEach(connection -> connection.cut(how));
  }

  /** Refuses clients from now on (connection refused); those that are there stay. */
  public void stopListening() {
    listener.stop();
  }

  /** Resets all connections and leaves no thread behind. Idempotent. */
  @Override
  public void close() {
    stopListening();
    cutAll(Cut.RESET);
    connections.forEach(ProxyConnection::reset);
    threads.forEach(Thread::interrupt);
    threads.forEach(FaultProxy::join);
  }

  private void accept(Socket client) {
    ProxyConnection connection = new ProxyConnection(connections.size() + 1, rules, client);
    connections.add(connection);
    List<Rule.Refuse> refusals = connection.rules(Rule.Refuse.class);
    if (refusals.isEmpty()) {
      fork(connection, "connect", () -> connect(connection));
    } else {
      connection.cut(refusals.getFirst().how());
      fork(connection, "refused", connection::discard);
    }
  }

  private void connect(ProxyConnection connection) throws IOException {
    connection.server().connect(target, CONNECT_TIMEOUT_MILLIS);
    connection.client().setTcpNoDelay(true);
    connection.server().setTcpNoDelay(true);
    Pump toServer =
        new Pump(Direction.TO_SERVER, connection, connection.client(), connection.server());
    Pump toClient =
        new Pump(Direction.TO_CLIENT, connection, connection.server(), connection.client());
    fork(connection, "to server, out", toServer::deliver);
    fork(connection, "to client, out", toClient::deliver);
    fork(connection, "to server, in", toServer::read);
    fork(connection, "to client, in", toClient::read);
  }

  /** What one thread of a connection does; where it fails, the connection is reset. */
  @FunctionalInterface
  private interface Task {
    void run() throws IOException, InterruptedException;
  }

  private void fork(ProxyConnection connection, String what, Task task) {
    Thread thread =
        Thread.ofVirtual()
            .name("fault proxy connection " + connection.number() + ", " + what)
            .unstarted(
                () -> {
                  try {
                    task.run();
                  } catch (IOException | InterruptedException gone) {
                    connection.cut(Cut.RESET);
                    connection.reset();
                  } finally {
                    threads.remove(Thread.currentThread());
                  }
                });
    threads.add(thread);
    thread.start();
  }

  private static void join(Thread thread) {
    try {
      if (!thread.join(GRACE)) {
        throw new IllegalStateException("still running: " + thread.getName());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while closing", interrupted);
    }
  }
}
