// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import dev.upq.channel.Endpoint;
import dev.upq.channel.Link;
import dev.upq.channel.Transport;
import dev.upq.config.HostPort;
import dev.upq.proof.link.PassingLink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one real server said on one connection, and how much the client had said before each piece.
 * Immutable. Played back to a client that says the same, the server's words come no earlier than
 * they did.
 */
record Tape(List<Piece> pieces) {

  /** Bytes of the server that came when the client had sent {@code afterBytes}. */
  record Piece(long afterBytes, byte[] bytes) {}

  Tape {
    pieces = List.copyOf(pieces);
  }

  /** How much the server said. */
  int length() {
    return pieces.stream().mapToInt(piece -> piece.bytes().length).sum();
  }

  /** All that the server said. */
  byte[] bytes() {
    byte[] all = new byte[length()];
    int at = 0;
    for (Piece piece : pieces) {
      System.arraycopy(piece.bytes(), 0, all, at, piece.bytes().length);
      at += piece.bytes().length;
    }
    return all;
  }

  /** Says it again, and leaves the link open. */
  void play(MemoryLink link) throws IOException {
    for (Piece piece : pieces) {
      if (!link.toServer().awaitWritten(piece.afterBytes())) {
        return;
      }
      link.toClient().write(piece.bytes(), 0, piece.bytes().length);
    }
    link.toServer().awaitWritten(Long.MAX_VALUE);
  }

  /** Records every link that another transport opens. Thread-safe. */
  static final class Recorder implements Transport {

    private final Transport real;
    private final List<Heard> links = new CopyOnWriteArrayList<>();

    Recorder(Transport real) {
      this.real = real;
    }

    @Override
    public List<Endpoint> resolve(HostPort host) throws IOException {
      return real.resolve(host);
    }

    @Override
    public Link open(Endpoint endpoint) {
      Heard link = new Heard(real.open(endpoint));
      links.add(link);
      return link;
    }

    /** What was said on the only link. */
    Tape tape() {
      if (links.size() != 1) {
        throw new AssertionError(links.size() + " links where one was meant to be recorded");
      }
      return new Tape(new ArrayList<>(links.getFirst().pieces));
    }
  }

  /** One link that is listened to. As thread-safe as the link. */
  private static final class Heard extends PassingLink {

    private final AtomicLong sentBytes = new AtomicLong();
    private final List<Piece> pieces = new CopyOnWriteArrayList<>();

    Heard(Link link) {
      super(link);
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int read = super.read(into, from, length);
      if (read > 0) {
        pieces.add(new Piece(sentBytes.get(), Arrays.copyOfRange(into, from, from + read)));
      }
      return read;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      sentBytes.addAndGet(length);
      super.write(bytes, from, length);
    }
  }
}
