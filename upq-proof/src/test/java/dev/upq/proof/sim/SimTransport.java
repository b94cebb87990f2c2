// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import dev.upq.channel.Endpoint;
import dev.upq.channel.Link;
import dev.upq.channel.Transport;
import dev.upq.config.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A network in memory: hosts with servers on them. Confined to its scheduler's threads. */
public final class SimTransport implements Transport {

  private static final int SMALLEST_BUFFER_BYTES = 32;
  private static final int BUFFER_SIZES = 7;

  /** What serves the links that a server accepts, each on a thread of its own. */
  @FunctionalInterface
  public interface Handler {

    /**
     * Serves one link to its end; the link is closed when this returns or throws an {@link
     * IOException}.
     */
    void serve(SimEnd link) throws IOException;
  }

  /** What happens to those who connect. */
  public enum Reach {
    UP,
    /** Nobody listens: connecting fails at once. */
    REFUSED,
    /** Packets vanish: connecting waits until it is aborted. */
    SILENT
  }

  /** A server's address. Confined to its scheduler's threads. */
  public static final class Listener {

    private final Endpoint.Tcp endpoint;
    private final Handler handler;
    private Reach reach = Reach.UP;

    private Listener(Endpoint.Tcp endpoint, Handler handler) {
      this.endpoint = endpoint;
      this.handler = handler;
    }

    public Endpoint.Tcp endpoint() {
      return endpoint;
    }

    /** Decides about links that connect from now on. */
    public void reach(Reach reach) {
      this.reach = reach;
    }

    public Reach reach() {
      return reach;
    }
  }

  private final SimScheduler scheduler;
  private final Map<HostPort, List<Listener>> hosts = new LinkedHashMap<>();
  private final Map<Endpoint, Listener> listeners = new LinkedHashMap<>();
  private final List<SimLink> links = new ArrayList<>();
  private Consumer<SimLink> onOpen = link -> {};

  public SimTransport(SimScheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Adds a server under that name. The same name again adds a further address to it. */
  public Listener listen(HostPort name, Handler handler) {
    int number = listeners.size() + 1;
    byte[] address = {10, 0, (byte) (number >> 8), (byte) number};
    try {
      InetAddress ip = InetAddress.getByAddress(name.host(), address);
      Endpoint.Tcp endpoint = new Endpoint.Tcp(new InetSocketAddress(ip, name.port()));
      Listener listener = new Listener(endpoint, handler);
      listeners.put(endpoint, listener);
      hosts.computeIfAbsent(name, none -> new ArrayList<>()).add(listener);
      return listener;
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** All links ever opened, in that order, to put faults on them. */
  public List<SimLink> links() {
    return List.copyOf(links);
  }

  /** Shown each link before it connects, to put faults on it. */
  public void onOpen(Consumer<SimLink> action) {
    this.onOpen = action;
  }

  @Override
  public List<Endpoint> resolve(HostPort name) throws IOException {
    scheduler.yieldPoint();
    List<Listener> found = hosts.get(name);
    if (found == null) {
      throw new UnknownHostException(name.host());
    }
    List<Endpoint> endpoints = new ArrayList<>();
    found.forEach(listener -> endpoints.add(listener.endpoint()));
    return endpoints;
  }

  @Override
  public Link open(Endpoint endpoint) {
    int capacityBytes = SMALLEST_BUFFER_BYTES << scheduler.random().below(BUFFER_SIZES);
    SimCable cable = new SimCable(scheduler, links.size(), capacityBytes);
    SimLink link = new SimLink(scheduler, this, cable, listeners.get(endpoint));
    links.add(link);
    onOpen.accept(link);
    return link;
  }

  void accept(SimLink link, Listener listener) {
    SimEnd end = link.cable().server();
    scheduler.service(
        "server-" + links.indexOf(link),
        () -> {
          try {
            listener.handler.serve(end);
          } catch (IOException clientGone) {
            // The client or a fault broke the link; a server takes that as the end of the session.
          } finally {
            end.close();
          }
        });
  }
}
