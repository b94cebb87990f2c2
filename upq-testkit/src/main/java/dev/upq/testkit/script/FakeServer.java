// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.script;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A server on a loopback port whose every word is in a script, one virtual thread a connection.
 * Thread-safe.
 *
 * <p>A script that throws, and one that has not come to its end when the server is closed (unless
 * it {@linkplain Conversation#stall() stalls}), is a failure; {@link #close()} throws the first of
 * them and shows the conversation.
 */
public final class FakeServer implements AutoCloseable {

  /** How long a server lives unless it is told otherwise. */
  public static final Duration DEFAULT_TIME_LIMIT = Duration.ofSeconds(30);

  /** How long {@link #close()} waits for scripts that have not ended. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final List<Script> scripts;
  private final boolean inTurn;
  private final Duration timeLimit;
  private final Listener listener;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<Played> played = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();

  private FakeServer(List<Script> scripts, boolean inTurn, Duration timeLimit) {
    this.scripts = List.copyOf(scripts);
    this.inTurn = inTurn;
    this.timeLimit = timeLimit;
    this.listener = Listener.start("fake server listener", this::serve);
  }

  /**
   * A server that runs the same script with every client, for at most {@link #DEFAULT_TIME_LIMIT}.
   */
  public static FakeServer serving(Script script) {
    return serving(DEFAULT_TIME_LIMIT, script);
  }

  /** A server that runs the same script with every client. */
  public static FakeServer serving(Duration timeLimit, Script script) {
    return new FakeServer(List.of(script), false, timeLimit).start();
  }

  /**
   * A server that runs the first script with the first client, and so on, for at most {@link
   * #DEFAULT_TIME_LIMIT}. A client for whom there is no script is reset and counted as a failure.
   */
  public static FakeServer inTurn(Script... scripts) {
    return inTurn(DEFAULT_TIME_LIMIT, scripts);
  }

  /** As {@link #inTurn(Script...)} with another time limit. */
  public static FakeServer inTurn(Duration timeLimit, Script... scripts) {
    return new FakeServer(List.of(scripts), true, timeLimit).start();
  }

  private FakeServer start() {
    fork("fake server time limit", this::watch);
    return this;
  }

  /** The port that it listens on, at {@link #host()}. */
  public int port() {
    return address().getPort();
  }

  /** The loopback address in digits, for example {@code 127.0.0.1}. */
  public String host() {
    return address().getAddress().getHostAddress();
  }

  /** {@link #host()} and {@link #port()}. */
  public InetSocketAddress address() {
    return listener.address();
  }

  /** How many clients have connected so far. */
  public int connections() {
    return played.size();
  }

  /** What was said so far with the n-th client (from 1), one line a message. */
  public List<String> transcript(int connection) {
    return played.get(connection - 1).conversation().transcript();
  }

  /** Refuses clients from now on (connection refused); those that are there stay. */
  public void stopListening() {
    listener.stop();
  }

  /**
   * Ends all stalls, waits for scripts that have not ended for at most two seconds, cuts what is
   * left, and leaves no thread behind. Idempotent.
   *
   * @throws AssertionError if a script has failed; further failures are suppressed in it
   */
  @Override
  public void close() {
    finish();
  }

  /**
   * Does what {@link #close()} does, for a test that goes on to look at transcripts. Idempotent.
   *
   * @throws AssertionError if a script has failed
   */
  public void finish() {
    stopListening();
    closing.countDown();
    played.forEach(each -> each.conversation().end());
    long deadline = System.nanoTime() + GRACE.toNanos();
    played.forEach(each -> each.awaitEnd(deadline - System.nanoTime()));
    played.forEach(each -> each.cut("the server was closed"));
    for (Thread thread : threads) {
      join(thread);
    }
    AssertionError failure = null;
    for (int i = 0; i < played.size(); i++) {
      AssertionError next = played.get(i).takeFailure(i + 1);
      if (next != null && failure != null) {
        failure.addSuppressed(next);
      } else if (next != null) {
        failure = next;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void serve(Socket client) {
    try {
      Played next = new Played(script(played.size()), new SocketPeer(client));
      played.add(next);
      fork("fake server connection " + played.size(), next);
    } catch (IOException gone) {
      // a client that is gone already
    }
  }

  private Script script(int index) {
    if (!inTurn) {
      return scripts.getFirst();
    }
    if (index < scripts.size()) {
      return scripts.get(index);
    }
    return conversation -> {
      conversation.closeHard();
      throw new AssertionError("a client too many: there are " + scripts.size() + " scripts");
    };
  }

  /** Cuts all connections when the time is over. */
  private void watch() {
    try {
      if (!closing.await(timeLimit.toNanos(), TimeUnit.NANOSECONDS)) {
        stopListening();
        played.forEach(each -> each.cut("the time limit of " + timeLimit + " is over"));
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void fork(String name, Runnable task) {
    threads.add(Thread.ofVirtual().name(name).start(task));
  }

  private static void join(Thread thread) {
    try {
      if (!thread.join(GRACE)) {
        throw new AssertionError("still running: " + thread.getName());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while closing", interrupted);
    }
  }
}
