// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import dev.upq.channel.Endpoint;
import dev.upq.channel.Link;
import dev.upq.channel.Transport;
import dev.upq.config.HostPort;
import dev.upq.testkit.proxy.Cut;
import dev.upq.testkit.script.ClientGoneException;
import dev.upq.testkit.script.Conversation;
import dev.upq.testkit.script.Script;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server in memory, whichever host is asked for: each link is served by a thread of its own.
 * Thread-safe. What a script expects and does not get is thrown by {@link #close()}.
 */
final class MemoryServer implements Transport, AutoCloseable {

  private static final Duration GRACE = Duration.ofSeconds(20);

  /** Serves one link to its end; the link is closed when it returns. */
  @FunctionalInterface
  interface Serving {
    void serve(MemoryLink link) throws Exception;
  }

  private final Serving serving;
  private final List<MemoryLink> links = new CopyOnWriteArrayList<>();
  private final List<Conversation> conversations;
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private volatile long cutAt = Long.MAX_VALUE;
  private volatile Cut cutHow = Cut.FIN;

  private MemoryServer(List<Conversation> conversations, Serving serving) {
    this.conversations = conversations;
    this.serving = serving;
  }

  static MemoryServer serving(Serving serving) {
    return new MemoryServer(List.of(), serving);
  }

  /** A server that plays the same script with every client. */
  static MemoryServer playing(Script script) {
    List<Conversation> conversations = new CopyOnWriteArrayList<>();
    return new MemoryServer(
        conversations,
        link -> {
          Conversation conversation = Conversation.over(link.serverIn(), link.serverOut());
          conversations.add(conversation);
          script.run(conversation);
        });
  }

  /** Every link from now on ends when the server has said that many bytes. */
  MemoryServer cutAt(long offset, Cut how) {
    cutAt = offset;
    cutHow = how;
    return this;
  }

  /** The links that were opened, in their order. */
  List<MemoryLink> links() {
    return List.copyOf(links);
  }

  MemoryLink link() {
    return links.getLast();
  }

  /** What was said on the n-th link (from 1), one line a message. */
  List<String> transcript(int link) {
    return conversations.get(link - 1).transcript();
  }

  @Override
  public List<Endpoint> resolve(HostPort host) {
    return List.of(
        new Endpoint.Tcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), host.port())));
  }

  @Override
  public Link open(Endpoint endpoint) {
    MemoryLink link = new MemoryLink(this::accept).cutAt(cutAt, cutHow);
    links.add(link);
    return link;
  }

  private void accept(MemoryLink link) {
    threads.add(
        Thread.ofVirtual().name("memory server " + threads.size()).start(() -> serve(link)));
  }

  private void serve(MemoryLink link) {
    try {
      serving.serve(link);
    } catch (ClientGoneException | IOException gone) {
      // The client had seen enough: how much it takes of what it refuses is its own affair.
    } catch (Exception | AssertionError failed) {
      if (cutAt == Long.MAX_VALUE) { // a stream that is cut may end anywhere in a script
        failures.add(failed);
      }
    } finally {
      link.toClient().end();
    }
  }

  /**
   * Ends all links and waits for the scripts.
   *
   * @throws AssertionError if a script has failed, with what was said
   */
  @Override
  public void close() {
    conversations.forEach(Conversation::end);
    links.forEach(MemoryLink::abort);
    try {
      for (Thread thread : threads) {
        if (!thread.join(GRACE)) {
          throw new AssertionError("still running: " + thread.getName());
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while closing", interrupted);
    }
    if (!failures.isEmpty()) {
      throw new AssertionError(
          "a script failed: "
              + failures.getFirst().getMessage()
              + conversations.stream()
                  .map(c -> "\n  " + String.join("\n  ", c.transcript()))
                  .toList(),
          failures.getFirst());
    }
  }
}
