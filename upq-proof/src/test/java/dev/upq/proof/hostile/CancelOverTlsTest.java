// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.testkit.certs.ServerCase;
import dev.upq.testkit.certs.TestCertificates;
import dev.upq.testkit.proxy.Direction;
import dev.upq.testkit.proxy.FaultProxy;
import dev.upq.testkit.script.Conversation;
import dev.upq.testkit.script.FakeServer;
import dev.upq.testkit.script.Greeting;
import dev.upq.testkit.script.Script;
import dev.upq.wire.CancelRequest;
import dev.upq.wire.Query;
import dev.upq.wire.SslRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cancel request holds the key to a session: it travels as well protected as the session. */
class CancelOverTlsTest {

  private static TestCertificates certificates;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch cancelled = new CountDownLatch(1);

  @BeforeAll
  static void makeCertificates(@TempDir Path directory) {
    certificates = TestCertificates.in(directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"require", "verify-full"})
  @DisplayName("S8: the cancel request of an encrypted session is encrypted, key and all")
  void cancelRequestsAreEncryptedAsTheSessionIs(String mode) throws Exception {
    List<CancelRequest> cancels = new CopyOnWriteArrayList<>();
    Script script =
        conversation -> {
          conversation.expectUntyped(SslRequest.class);
          conversation.startTls(certificates.server(ServerCase.GOOD).sslContext());
          if (asked.getCount() == 0) {
            cancels.add(conversation.expectUntyped(CancelRequest.class));
            cancelled.countDown();
            return;
          }
          stuckUntilCancelled(conversation);
        };
    try (FakeServer server = FakeServer.serving(script);
        FaultProxy proxy = FaultProxy.to(server.address())) {
      try (PgConnection connection = connect(proxy, mode)) {
        interruptAStatement(connection);
        assertThat(connection.settle(Dial.patience())).isTrue();
      }
      assertThat(cancels).isNotEmpty().containsOnly(new CancelRequest(4711, Greeting.key(2)));
      assertThat(new String(Greeting.key(2).toByteArray(), StandardCharsets.ISO_8859_1))
          .startsWith("ZZZZ");
      for (int i = 2; i <= proxy.connections(); i++) {
        byte[] sent = proxy.connection(i).bytes(Direction.TO_SERVER);
        assertThat(sent).startsWith(0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f, 0x16, 0x03);
        assertThat(new String(sent, StandardCharsets.ISO_8859_1))
            .as("the key is not to be seen")
            .doesNotContain("ZZZZ");
      }
    }
  }

  @Test
  @DisplayName(
      "S8: where TLS is no longer to be had, no cancel request is sent and the session ends")
  void noCancelRequestGoesInTheClear() throws Exception {
    Script script =
        conversation -> {
          conversation.expectUntyped(SslRequest.class);
          if (asked.getCount() == 0) {
            conversation.sendRaw((byte) 'N');
            conversation.expectEnd();
            cancelled.countDown();
            return;
          }
          conversation.startTls(certificates.server(ServerCase.GOOD).sslContext());
          stuckUntilCancelled(conversation);
        };
    try (FakeServer server = FakeServer.serving(script);
        FaultProxy proxy = FaultProxy.to(server.address())) {
      try (PgConnection connection = connect(proxy, "prefer")) {
        interruptAStatement(connection);
        assertThat(Dial.ending(connection))
            .isInstanceOf(PgConnectionLostException.class)
            .hasMessageContaining("cancel");
      }
      assertThat(proxy.connections()).isEqualTo(2);
      assertThat(proxy.connection(2).bytes(Direction.TO_SERVER)).hasSize(8);
    }
  }

  private static PgConnection connect(FaultProxy proxy, String mode) {
    return new Connector(
            Dial.loopback(
                proxy.port(),
                "host=localhost",
                "sslmode=" + mode,
                "sslrootcert=" + (mode.equals("prefer") ? "" : certificates.rootFile())))
        .connect();
  }

  private void stuckUntilCancelled(Conversation conversation) throws Exception {
    Greeting.postgres18().accept(conversation);
    conversation.expect(Query.class);
    asked.countDown();
    assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
    conversation.send(Talk.error("ERROR", "57014", "cancelled"), Talk.ready());
    conversation.discard();
  }

  private void interruptAStatement(PgConnection connection) throws InterruptedException {
    List<Throwable> thrown = new CopyOnWriteArrayList<>();
    Thread asking =
        Thread.ofVirtual()
            .start(() -> thrown.add(Dial.failure(() -> connection.script("select a"))));
    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
    asking.interrupt();
    assertThat(asking.join(Dial.PATIENCE)).isTrue();
    assertThat(thrown).hasOnlyElementsOfType(PgInterruptedException.class);
  }
}
