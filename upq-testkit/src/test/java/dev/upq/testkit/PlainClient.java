// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The least that asks a server a question: start-up without a password, and the simple query. One
 * thread at a time.
 */
final class PlainClient implements AutoCloseable {

  private static final int PROTOCOL_3_0 = 196_608;

  private final AutoCloseable socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  private PlainClient(AutoCloseable socket, InputStream in, OutputStream out) {
    this.socket = socket;
    this.in = new DataInputStream(in);
    this.out = new DataOutputStream(out);
  }

  static PlainClient tcp(int port) throws IOException {
    Socket socket = connected(port);
    PlainClient client = new PlainClient(socket, socket.getInputStream(), socket.getOutputStream());
    client.startUp();
    client.untilReady();
    return client;
  }

  /** A server that says nothing for a minute fails the test instead of hanging it. */
  private static Socket connected(int port) throws IOException {
    Socket socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout((int) Processes.PATIENCE.toMillis());
    return socket;
  }

  static PlainClient unix(Path directory, int port) throws IOException {
    SocketChannel channel =
        SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve(".s.PGSQL." + port)));
    PlainClient client =
        new PlainClient(
            channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
    client.startUp();
    client.untilReady();
    return client;
  }

  /**
   * The first message that a server answers to the start-up message: its type, and its first
   * integer.
   */
  static String firstAnswer(int port) throws IOException {
    try (Socket socket = connected(port)) {
      PlainClient client =
          new PlainClient(socket, socket.getInputStream(), socket.getOutputStream());
      client.startUp();
      char type = (char) client.in.readByte();
      client.in.readInt();
      return type + Integer.toString(client.in.readInt());
    }
  }

  /** The one byte that a server answers to an SSLRequest. */
  static char answerToSslRequest(int port) throws IOException {
    try (Socket socket = connected(port)) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeInt(8);
      out.writeInt(80_877_103);
      out.flush();
      return (char) socket.getInputStream().read();
    }
  }

  /** The first column of each row, in text; an error of the server is an exception. */
  List<String> query(String sql) throws IOException {
    send(sql);
    return untilReady();
  }

  void send(String sql) throws IOException {
    byte[] text = sql.getBytes(StandardCharsets.UTF_8);
    out.writeByte('Q');
    out.writeInt(4 + text.length + 1);
    out.write(text);
    out.writeByte(0);
    out.flush();
  }

  private void startUp() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream message = new DataOutputStream(body);
    message.writeInt(PROTOCOL_3_0);
    message.write("user\0postgres\0database\0postgres\0\0".getBytes(StandardCharsets.UTF_8));
    out.writeInt(4 + body.size());
    out.write(body.toByteArray());
    out.flush();
  }

  List<String> untilReady() throws IOException {
    List<String> values = new ArrayList<>();
    while (true) {
      int type = in.readByte();
      byte[] body = new byte[in.readInt() - 4];
      in.readFully(body);
      if (type == 'E') {
        throw new IOException(new String(body, StandardCharsets.UTF_8).replace('\0', ' '));
      }
      if (type == 'D') {
        int length =
            ((body[2] & 255) << 24)
                | ((body[3] & 255) << 16)
                | ((body[4] & 255) << 8)
                | (body[5] & 255);
        values.add(new String(body, 6, length, StandardCharsets.UTF_8));
      }
      if (type == 'Z') {
        return values;
      }
    }
  }

  /** Reads until the server closes the connection. */
  void untilEnd() throws IOException {
    try {
      while (true) {
        in.readByte();
      }
    } catch (EOFException e) {
      return;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      socket.close();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
