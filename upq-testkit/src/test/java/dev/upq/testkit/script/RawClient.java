// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.script;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.FrontendMessage;
import dev.upq.wire.StartupMessage;
import dev.upq.wire.Transcript;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A client that says what it is told to. One thread at a time. Every read ends after ten seconds.
 */
public final class RawClient implements AutoCloseable {

  private Socket socket;

  public RawClient(String host, int port) throws IOException {
    this.socket = new Socket(host, port);
    socket.setSoTimeout(10_000);
    socket.setTcpNoDelay(true);
  }

  public static StartupMessage startup(int minorVersion) {
    return new StartupMessage(3, minorVersion, Map.of("user", "u"));
  }

  public void send(FrontendMessage... messages) throws IOException {
    ByteWriter out = new ByteWriter();
    for (FrontendMessage message : messages) {
      message.encode(out);
    }
    sendRaw(out.toByteArray());
  }

  public void sendRaw(byte... bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Exactly so many bytes. */
  public byte[] readRaw(int length) throws IOException {
    byte[] bytes = in().readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the end after " + bytes.length + " bytes");
    }
    return bytes;
  }

  /** All bytes until the end of the stream. */
  public byte[] readToEnd() throws IOException {
    return in().readAllBytes();
  }

  /** One byte, -1 at the end. */
  public int read() throws IOException {
    return in().read();
  }

  public BackendMessage next() throws IOException {
    byte type = readRaw(1)[0];
    int length = new ByteReader(readRaw(4)).int4();
    return BackendMessage.decode(type, new ByteReader(readRaw(length - 4)));
  }

  /** The lines of the messages up to a ReadyForQuery. */
  public List<String> toReady() throws IOException {
    List<String> lines = new ArrayList<>();
    do {
      lines.add(Transcript.backend(next()));
    } while (!lines.getLast().startsWith("B  ReadyForQuery"));
    return lines;
  }

  /** Puts TLS over the connection; trusts what the context trusts. */
  public void secure(SSLContext context, String... alpn) throws IOException {
    SSLSocket tls =
        (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", 0, true);
    var parameters = tls.getSSLParameters();
    parameters.setApplicationProtocols(alpn);
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    socket = tls;
  }

  public String applicationProtocol() {
    return ((SSLSocket) socket).getApplicationProtocol();
  }

  public void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private InputStream in() throws IOException {
    return socket.getInputStream();
  }
}
