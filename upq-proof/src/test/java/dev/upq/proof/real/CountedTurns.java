// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import dev.upq.channel.Link;
import dev.upq.connection.ConnectionSetup;
import dev.upq.proof.link.ListenedTransport;
import dev.upq.proof.link.PassingLink;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts how often the client speaks after the server has: the round trips of a conversation, where
 * the client waits for each answer. Thread-safe.
 */
final class CountedTurns extends PassingLink {

  private final AtomicLong turns;
  private final AtomicBoolean heard = new AtomicBoolean(true);

  private CountedTurns(Link link, AtomicLong turns) {
    super(link);
    this.turns = turns;
  }

  /** The same setup, whose connections all count there. */
  static ConnectionSetup counting(ConnectionSetup setup, AtomicLong turns) {
    return ListenedTransport.of(setup, link -> new CountedTurns(link, turns));
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    int read = super.read(into, from, length);
    heard.set(true);
    return read;
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    if (heard.getAndSet(false)) {
      turns.incrementAndGet();
    }
    super.write(bytes, from, length);
  }
}
