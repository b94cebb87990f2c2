// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import dev.upq.bytes.ByteReader;
import dev.upq.channel.Endpoint;
import dev.upq.channel.Link;
import dev.upq.channel.Transport;
import dev.upq.config.HostPort;
import dev.upq.proof.link.PassingLink;
import dev.upq.proof.sim.SimLink;
import dev.upq.proof.sim.SimTransport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Keeps the texts of the simple queries that are handed to each link, and of the statements that
 * are prepared on it. Confined to its scheduler's threads.
 */
final class Tap implements Transport {

  private static final int HEADER_BYTES = 5;

  private final SimTransport network;
  private final List<List<String>> texts = new ArrayList<>();
  private final List<Set<String>> prepared = new ArrayList<>();

  private Consumer<SimLink> onConnect = link -> {};

  Tap(SimTransport network) {
    this.network = network;
  }

  /** Shown each link at the moment that it is to connect. */
  void onConnect(Consumer<SimLink> action) {
    this.onConnect = action;
  }

  /** The most different texts that were prepared on one link. */
  int mostTextsPrepared() {
    return prepared.stream().mapToInt(Set::size).max().orElse(0);
  }

  /** Whether COMMIT followed that text, on its link and before the next BEGIN. */
  boolean commitFollowed(String text) {
    for (List<String> link : texts) {
      int at = link.indexOf(text);
      if (at >= 0) {
        List<String> after = link.subList(at, link.size());
        int next = after.indexOf("BEGIN");
        return after.subList(0, next < 0 ? after.size() : next).contains("COMMIT");
      }
    }
    return false;
  }

  @Override
  public List<Endpoint> resolve(HostPort host) throws IOException {
    return network.resolve(host);
  }

  @Override
  public Link open(Endpoint endpoint) {
    List<String> written = new ArrayList<>();
    texts.add(written);
    Set<String> parsed = new HashSet<>();
    prepared.add(parsed);
    return new Tapped((SimLink) network.open(endpoint), written, parsed, onConnect);
  }

  /** A link that is listened to: every write holds whole messages. */
  private static final class Tapped extends PassingLink {

    private final SimLink link;
    private final List<String> texts;
    private final Set<String> parsed;
    private final Consumer<SimLink> onConnect;

    Tapped(SimLink link, List<String> texts, Set<String> parsed, Consumer<SimLink> onConnect) {
      super(link);
      this.link = link;
      this.texts = texts;
      this.parsed = parsed;
      this.onConnect = onConnect;
    }

    @Override
    public void connect() throws IOException {
      onConnect.accept(link);
      super.connect();
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      int at = bytes[from] == 0 ? length : from;
      while (at < from + length) {
        int size = 1 + new ByteReader(bytes, at + 1, at + HEADER_BYTES).int4();
        ByteReader body = new ByteReader(bytes, at + HEADER_BYTES, at + size);
        if (bytes[at] == 'Q') {
          texts.add(body.cstring());
        } else if (bytes[at] == 'P') {
          body.cstring();
          parsed.add(body.cstring());
        }
        at += size;
      }
      super.write(bytes, from, length);
    }
  }
}
