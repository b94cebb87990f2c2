// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.bytes.ByteWriter;
import dev.upq.crew.Crew;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.Sent;
import dev.upq.time.Clock;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.FrontendMessage;
import dev.upq.wire.NoticeResponse;
import dev.upq.wire.NotificationResponse;
import dev.upq.wire.ParameterStatus;
import dev.upq.wire.TransactionStatus;
import java.io.EOFException;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A link before login is over: one thread of the crew writes and reads on it directly, until {@link
 * #start} hands it to the two threads of a {@link Channel}. Confined to that thread, but for {@link
 * #abort()}.
 */
public final class Opening {

  private final Link link;
  private final Inbox inbox;
  private final Crew crew;
  private final Clock clock;
  private final Asides asides = new Asides();
  private boolean authenticated;

  public Opening(Link link, int maxMessageBytes, Crew crew, Clock clock) {
    this.link = link;
    this.inbox = new Inbox(link, maxMessageBytes);
    this.crew = crew;
    this.clock = clock;
  }

  public void connect() throws IOException {
    link.connect();
  }

  /**
   * Puts TLS over the link. Anything that came before the handshake and was not asked for is a
   * forgery.
   */
  public void secure(TlsSettings settings) throws IOException {
    if (inbox.holdsMore()) {
      throw new PgProtocolException("data came before the TLS handshake", Sent.NOTHING);
    }
    link.secure(settings);
  }

  public boolean encrypted() {
    return link.encrypted();
  }

  public Optional<X509Certificate> serverCertificate() {
    return link.serverCertificate();
  }

  public void send(FrontendMessage message) throws IOException {
    ByteWriter out = new ByteWriter();
    message.encode(out);
    link.write(out.array(), 0, out.size());
  }

  /**
   * The server's one-byte answer to SSLRequest. Exactly one byte is read from the link, so that
   * nothing of what follows it can be taken for something that came through TLS (CVE-2021-23222).
   */
  public byte answerByte() throws IOException {
    byte[] one = new byte[1];
    if (link.read(one, 0, 1) < 0) {
      throw new EOFException("the server closed the connection");
    }
    return one[0];
  }

  /**
   * The next message that is an answer. Notices, parameters and notifications are kept aside once
   * the server has accepted us; what it says before is passed over, for nobody knows yet who it is.
   */
  public BackendMessage next() throws IOException {
    while (inbox.next()) {
      BackendMessage message = inbox.message();
      boolean aside =
          message instanceof NoticeResponse
              || message instanceof ParameterStatus
              || message instanceof NotificationResponse;
      if (!aside) {
        return message;
      }
      if (authenticated) {
        asides.keep(message);
      }
    }
    throw new EOFException("the server closed the connection");
  }

  /** Reads on until the server closes the link, and throws away what comes. */
  public void awaitEnd() throws IOException {
    byte[] rest = new byte[256];
    while (link.read(rest, 0, rest.length) >= 0) {
      // Nothing is to be read here.
    }
  }

  /**
   * The server has accepted us: messages may be long from now on, and what it says beside its
   * answers counts.
   */
  public void authenticated() {
    authenticated = true;
    inbox.authenticated();
  }

  public Asides asides() {
    return asides;
  }

  /** Runs work that keeps a processor busy for long where it holds no carrier, and waits for it. */
  public <T> T hashing(Supplier<T> work) {
    Errand<T> errand = new Errand<>(work, Thread.currentThread());
    crew.offloadHashing("upq-hashing", errand);
    while (!errand.done) {
      clock.parkUntil(errand, Clock.NEVER);
    }
    return errand.result();
  }

  /** Login is over: the link belongs to the channel's threads from now on. */
  public Channel start(
      ChannelLimits limits, Canceller canceller, TransactionStatus status, String name) {
    Channel channel = new Channel(link, crew, clock, limits, asides, canceller, status, name);
    channel.start(inbox);
    return channel;
  }

  /** Closes the link at once. Any thread, at any time. */
  public void abort() {
    link.abort();
  }

  /** Work done by another thread for one that waits. */
  private static final class Errand<T> implements Runnable {

    private final Supplier<T> work;
    private final Thread client;
    private @Nullable T result;
    private @Nullable RuntimeException failure;
    volatile boolean done;

    Errand(Supplier<T> work, Thread client) {
      this.work = work;
      this.client = client;
    }

    @Override
    public void run() {
      try {
        result = work.get();
      } catch (RuntimeException failed) {
        failure = failed;
      } finally {
        done = true;
        LockSupport.unpark(client);
      }
    }

    T result() {
      if (failure != null) {
        throw failure;
      }
      if (result == null) {
        throw new IllegalStateException("the work ended without a result");
      }
      return result;
    }
  }
}
