// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.script;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.FrontendMessage;
import dev.upq.wire.GssEncRequest;
import dev.upq.wire.Octets;
import dev.upq.wire.PasswordMessage;
import dev.upq.wire.PasswordOrSasl;
import dev.upq.wire.SASLInitialResponse;
import dev.upq.wire.SASLResponse;
import dev.upq.wire.SslRequest;
import dev.upq.wire.StartupMessage;
import dev.upq.wire.Transcript;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;

/**
 * One connection as a scripted server sees it. One thread at a time; {@link #transcript()} and
 * {@link #end()} may be called by any thread.
 *
 * <p>What is expected and does not come is an {@link AssertionError}. Not a byte is read beyond the
 * message that is asked for, so that TLS may start behind any of them.
 */
public final class Conversation {

  /** The longest message that is taken from a client: 64 MiB. */
  private static final int MOST_BYTES = 64 << 20;

  private final Peer peer;
  private final List<String> transcript = new CopyOnWriteArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile String waitingFor = "";
  private volatile boolean passive;
  private volatile boolean discarding;

  Conversation(Peer peer) {
    this.peer = peer;
  }

  /**
   * A conversation over any two streams, for example in-memory pipes. TLS is not to be had there.
   */
  public static Conversation over(InputStream in, OutputStream out) {
    return new Conversation(new StreamPeer(in, out));
  }

  /**
   * The startup message; an SSLRequest or GSSENCRequest in front of it is answered with {@code N}.
   */
  public StartupMessage expectStartup() {
    waitingFor = "StartupMessage";
    FrontendMessage message = untyped();
    while (message instanceof SslRequest || message instanceof GssEncRequest) {
      sendRaw((byte) 'N');
      message = untyped();
    }
    return cast(StartupMessage.class, message);
  }

  /**
   * The next message without a type: a startup message, an SSLRequest, a GSSENCRequest or a
   * CancelRequest.
   */
  public <T extends FrontendMessage> T expectUntyped(Class<T> kind) {
    waitingFor = kind.getSimpleName();
    return cast(kind, untyped());
  }

  /**
   * The next message, which has to be of the given kind. {@link PasswordMessage}, {@link
   * SASLInitialResponse} and {@link SASLResponse}, which look alike on the wire, are read as what
   * is asked for.
   */
  public <T extends FrontendMessage> T expect(Class<T> kind) {
    waitingFor = kind.getSimpleName();
    FrontendMessage message = typed();
    if (message instanceof PasswordOrSasl secret) {
      if (kind == PasswordMessage.class) {
        message = secret.asPassword();
      } else if (kind == SASLInitialResponse.class) {
        message = secret.asSaslInitialResponse();
      } else if (kind == SASLResponse.class) {
        message = secret.asSaslResponse();
      }
    }
    return cast(kind, message);
  }

  /** The next message with a type, whatever it is. */
  public FrontendMessage next() {
    waitingFor = "any message";
    return typed();
  }

  /** The end of the stream, in order or by a reset. */
  public void expectEnd() {
    waitingFor = "the end of the stream";
    try {
      int next = peer.in().read();
      if (next >= 0) {
        throw new AssertionError("expected the end of the stream, got the byte " + next);
      }
    } catch (IOException reset) {
      transcript.add("F  (reset)");
      return;
    }
    transcript.add("F  (end)");
  }

  /**
   * Reads and forgets until the stream ends, or until the test does: a peer that takes everything
   * and says nothing.
   */
  public void discard() {
    transcript.add("*  (discard)");
    waitingFor = "the end of the stream, discarding";
    passive = true;
    discarding = true;
    try {
      if (ended.getCount() == 0) {
        return;
      }
      peer.in().transferTo(OutputStream.nullOutputStream());
      transcript.add("F  (end)");
    } catch (IOException reset) {
      transcript.add("F  (reset)");
    } finally {
      discarding = false;
    }
  }

  /** Sends the messages in one write. */
  public void send(BackendMessage... messages) {
    byte[] bytes = frames(messages);
    write(bytes, 0, bytes.length);
  }

  /** Sends the messages byte for byte, each in a write of its own, with a pause behind each. */
  public void sendSlowly(Duration pause, BackendMessage... messages) throws InterruptedException {
    byte[] bytes = frames(messages);
    for (int i = 0; i < bytes.length; i++) {
      write(bytes, i, 1);
      Thread.sleep(pause);
    }
  }

  /** Sends bytes as they are. */
  public void sendRaw(byte... bytes) {
    transcript.add("B  (raw)  " + Octets.of(bytes));
    write(bytes, 0, bytes.length);
  }

  /** Answers an SSLRequest with {@code S} and puts TLS over the connection. */
  public void startTls(SSLContext context) {
    sendRaw((byte) 'S');
    secure(context);
  }

  /** Puts TLS over the connection at once, as for a client that negotiates directly. */
  public void secure(SSLContext context) {
    waitingFor = "the TLS handshake";
    try {
      peer.secure(context);
      transcript.add("*  (encrypted)");
    } catch (IOException failed) {
      transcript.add("*  (TLS failed)");
      throw new ClientGoneException(failed);
    }
  }

  /** Ends the stream to the client, which may go on sending. */
  public void halfClose() throws IOException {
    transcript.add("B  (end)");
    peer.halfClose();
  }

  /**
   * Closes the connection in order; where the client has sent what was not read, systems make a
   * reset of it.
   */
  public void close() throws IOException {
    transcript.add("B  (close)");
    peer.close();
  }

  /** Resets the connection (RST). */
  public void closeHard() throws IOException {
    transcript.add("B  (reset)");
    peer.reset();
  }

  /**
   * Neither reads nor sends until the test ends: until the server is closed, or {@link #end()} is
   * called.
   */
  public void stall() throws InterruptedException {
    transcript.add("*  (stall)");
    waitingFor = "the end of the test";
    passive = true;
    ended.await();
  }

  /** Lets a {@link #stall()} return, now or when it comes, and ends a {@link #discard()}. */
  public void end() {
    ended.countDown();
    if (discarding) {
      resetQuietly();
    }
  }

  /** Resets the connection, from any thread. */
  void resetQuietly() {
    try {
      peer.reset();
    } catch (IOException closed) {
      // there is nothing left to reset
    }
  }

  /** What was said so far, one line a message; a copy. */
  public List<String> transcript() {
    return List.copyOf(transcript);
  }

  String waitingFor() {
    return waitingFor;
  }

  /**
   * True for a script that has reached its {@link #stall()} or {@link #discard()}: it may end
   * there.
   */
  boolean passive() {
    return passive;
  }

  private byte[] frames(BackendMessage... messages) {
    ByteWriter out = new ByteWriter();
    for (BackendMessage message : messages) {
      message.encode(out);
      transcript.add(Transcript.backend(message));
    }
    return out.toByteArray();
  }

  private void write(byte[] bytes, int from, int length) {
    waitingFor = "the client to take " + length + " bytes";
    try {
      peer.out().write(bytes, from, length);
      peer.out().flush();
    } catch (IOException gone) {
      throw new ClientGoneException(gone);
    }
  }

  private FrontendMessage untyped() {
    return heard(FrontendMessage.decodeStartup(new ByteReader(read(length(read(4))))));
  }

  private FrontendMessage typed() {
    byte type = read(1)[0];
    return heard(FrontendMessage.decode(type, new ByteReader(read(length(read(4))))));
  }

  private FrontendMessage heard(FrontendMessage message) {
    transcript.add(Transcript.frontend(message));
    return message;
  }

  private static int length(byte[] word) {
    int length = new ByteReader(word).int4() - 4;
    if (length < 0 || length > MOST_BYTES) {
      throw new AssertionError("the client claims a message of " + length + " bytes");
    }
    return length;
  }

  private byte[] read(int length) {
    try {
      byte[] bytes = peer.in().readNBytes(length);
      if (bytes.length < length) {
        throw new EOFException("the stream ended");
      }
      return bytes;
    } catch (EOFException end) {
      throw new AssertionError("expected " + waitingFor + ", got the end of the stream", end);
    } catch (IOException reset) {
      throw new UncheckedIOException(
          "expected " + waitingFor + ", got " + reset.getMessage(), reset);
    }
  }

  private static <T extends FrontendMessage> T cast(Class<T> kind, FrontendMessage message) {
    if (!kind.isInstance(message)) {
      throw new AssertionError(
          "expected " + kind.getSimpleName() + ", got " + Transcript.frontend(message));
    }
    return kind.cast(message);
  }
}
