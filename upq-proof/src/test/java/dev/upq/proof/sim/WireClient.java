// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.channel.Endpoint;
import dev.upq.config.HostPort;
import dev.upq.wire.BackendKeyData;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.Bind;
import dev.upq.wire.CancelRequest;
import dev.upq.wire.DataRow;
import dev.upq.wire.Execute;
import dev.upq.wire.Format;
import dev.upq.wire.FrontendMessage;
import dev.upq.wire.Octets;
import dev.upq.wire.Parse;
import dev.upq.wire.ReadyForQuery;
import dev.upq.wire.StartupMessage;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Messages over a link, as a client sees them: for tests of the simulator itself. One thread reads,
 * one writes.
 */
final class WireClient {

  static final HostPort DB = new HostPort("db.example", 5432);

  private final SimTransport transport;
  private final SimLink link;
  private BackendKeyData key = new BackendKeyData(0, Octets.EMPTY);

  private WireClient(SimTransport transport) throws IOException {
    this.transport = transport;
    Endpoint endpoint = transport.resolve(DB).getFirst();
    this.link = (SimLink) transport.open(endpoint);
    link.connect();
  }

  /** A link without a word on it. */
  static WireClient connect(SimTransport transport) throws IOException {
    return new WireClient(transport);
  }

  static WireClient login(SimTransport transport, int minor) throws IOException {
    WireClient client = new WireClient(transport);
    client.send(new StartupMessage(3, minor, Map.of("user", "app")));
    for (BackendMessage message : client.untilReady()) {
      if (message instanceof BackendKeyData data) {
        client.key = data;
      }
    }
    return client;
  }

  SimTransport transport() {
    return transport;
  }

  SimLink link() {
    return link;
  }

  BackendKeyData key() {
    return key;
  }

  void send(FrontendMessage... messages) throws IOException {
    ByteWriter out = new ByteWriter();
    for (FrontendMessage message : messages) {
      message.encode(out);
    }
    link.write(out.array(), 0, out.size());
  }

  BackendMessage next() throws IOException {
    byte[] head = exactly(5);
    int length = new ByteReader(head, 1, 5).int4();
    return BackendMessage.decode(head[0], new ByteReader(exactly(length - 4)));
  }

  /** All up to ReadyForQuery, that included. */
  List<BackendMessage> untilReady() throws IOException {
    List<BackendMessage> messages = new ArrayList<>();
    do {
      messages.add(next());
    } while (!(messages.getLast() instanceof ReadyForQuery));
    return messages;
  }

  /** One byte; -1 at the end of the stream. */
  int raw() throws IOException {
    byte[] one = new byte[1];
    return link.read(one, 0, 1) < 0 ? -1 : one[0];
  }

  /**
   * Sends a cancel request on a link of its own, and waits there for the end of the stream if asked
   * to.
   */
  void cancel(boolean awaitEnd) throws IOException {
    WireClient other = new WireClient(transport);
    other.send(new CancelRequest(key.processId(), key.secretKey()));
    if (awaitEnd && other.raw() != -1) {
      throw new IOException("an answer to a cancel request");
    }
    other.link.abort();
  }

  /** Parse, Bind and Execute of a statement with one nonce, all binary. */
  static FrontendMessage[] extended(String sql, long nonce, int maxRows) {
    return new FrontendMessage[] {
      new Parse("", sql, List.of()), bind("", "", nonce), new Execute("", maxRows)
    };
  }

  static Bind bind(String portal, String statement, long nonce) {
    Octets value = Octets.of(new ByteWriter().int8(nonce).toByteArray());
    return new Bind(portal, statement, Bind.ALL_BINARY, List.of(value), List.of(Format.BINARY));
  }

  /** A row whose numbers are binary. */
  static NonceOracle.Row row(DataRow row) {
    List<byte[]> values = new ArrayList<>();
    for (Octets value : row.values()) {
      values.add(value == null ? new byte[0] : value.toByteArray());
    }
    return new NonceOracle.Row(
        new ByteReader(values.get(0)).int8(),
        new ByteReader(values.get(1)).int8(),
        new ByteReader(values.get(2)).text());
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = new byte[length];
    for (int have = 0; have < length; ) {
      int count = link.read(bytes, have, length - have);
      if (count < 0) {
        throw new EOFException("after " + have + " of " + length + " bytes");
      }
      have += count;
    }
    return bytes;
  }
}
