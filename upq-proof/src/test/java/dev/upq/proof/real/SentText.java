// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import dev.upq.channel.Link;
import dev.upq.connection.ConnectionSetup;
import dev.upq.proof.link.ListenedTransport;
import dev.upq.proof.link.PassingLink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Remembers all that the connections of a setup send. Thread-safe. */
final class SentText {

  private final Queue<String> sent = new ConcurrentLinkedQueue<>();

  /** The same, with links whose text is remembered here. */
  ConnectionSetup of(ConnectionSetup usual) {
    return ListenedTransport.of(usual, link -> new Remembered(link, sent));
  }

  /** How many bursts had these words. */
  long count(String words) {
    return sent.stream().filter(burst -> burst.contains(words)).count();
  }

  /** The questions for types. */
  long lookups() {
    return count("pg_catalog.pg_range");
  }

  /** The questions for the database that a connection is in. */
  long locations() {
    return count("pg_postmaster_start_time");
  }

  /** All questions of the library's own. */
  long own() {
    return count("pg_catalog.pg_");
  }

  private static final class Remembered extends PassingLink {

    private final Queue<String> sent;

    Remembered(Link link, Queue<String> sent) {
      super(link);
      this.sent = sent;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      sent.add(new String(bytes, from, length, StandardCharsets.ISO_8859_1));
      super.write(bytes, from, length);
    }
  }
}
