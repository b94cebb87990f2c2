// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.bytes.ByteWriter;
import dev.upq.testkit.script.Conversation;
import dev.upq.testkit.script.Greeting;
import dev.upq.testkit.script.RawClient;
import dev.upq.testkit.script.Script;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.CommandComplete;
import dev.upq.wire.FrontendMessage;
import dev.upq.wire.Query;
import dev.upq.wire.ReadyForQuery;
import dev.upq.wire.Terminate;
import dev.upq.wire.TransactionStatus;
import java.io.IOException;
import java.net.SocketException;
import java.util.List;

/** A server that echoes, and what its clients say to it through a proxy. Stateless. */
final class EchoTalk {

  /** Greets, answers each query with a tag that repeats its text, and ends with the client. */
  static final Script ECHO =
      conversation -> {
        Greeting.postgres18().accept(conversation);
        FrontendMessage next = next(conversation);
        while (next instanceof Query query) {
          conversation.send(
              new CommandComplete(query.sql()), new ReadyForQuery(TransactionStatus.IDLE));
          next = next(conversation);
        }
      };

  /** A client that goes is what these tests are about. */
  static FrontendMessage next(Conversation conversation) {
    try {
      return conversation.next();
    } catch (AssertionError | java.io.UncheckedIOException gone) {
      return new Terminate();
    }
  }

  static RawClient connect(FaultProxy proxy) throws IOException {
    return new RawClient(proxy.host(), proxy.port());
  }

  static RawClient ready(FaultProxy proxy) throws IOException {
    RawClient client = connect(proxy);
    client.send(RawClient.startup(0));
    client.toReady();
    return client;
  }

  static List<String> ask(RawClient client, String sql) throws IOException {
    client.send(new Query(sql));
    return client.toReady();
  }

  static byte[] answer(String tag) {
    ByteWriter out = new ByteWriter();
    new CommandComplete(tag).encode(out);
    new ReadyForQuery(TransactionStatus.IDLE).encode(out);
    return out.toByteArray();
  }

  static int greetingBytes() {
    ByteWriter out = new ByteWriter();
    for (BackendMessage message : Greeting.postgres18().messages(RawClient.startup(0))) {
      message.encode(out);
    }
    return out.size();
  }

  static void assertEnded(RawClient client, Cut how) throws IOException {
    switch (how) {
      case RESET -> assertThatThrownBy(client::read).isInstanceOf(SocketException.class);
      case FIN -> assertThat(client.read()).isEqualTo(-1);
    }
  }

  private EchoTalk() {}
}
