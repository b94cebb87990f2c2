// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConnectException;
import dev.upq.testkit.script.Conversation;
import dev.upq.testkit.script.FakeServer;
import dev.upq.testkit.script.Greeting;
import dev.upq.testkit.script.Script;
import dev.upq.wire.AuthenticationCleartextPassword;
import dev.upq.wire.AuthenticationSASL;
import dev.upq.wire.AuthenticationSASLContinue;
import dev.upq.wire.AuthenticationSASLFinal;
import dev.upq.wire.Octets;
import dev.upq.wire.SASLInitialResponse;
import dev.upq.wire.SASLResponse;
import dev.upq.wire.StartupMessage;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A server that does not prove what the client asks it to prove gets no client. */
class UnprovenServerTest {

  private static final String ANY_SIGNATURE = Base64.getEncoder().encodeToString(new byte[32]);

  @Test
  @DisplayName("A2: a server that cannot know the password is refused, however it goes on")
  void serverWhoseSignatureIsWrongIsRefused() {
    refused(UnprovenServerTest::forgeSignature, "");
  }

  @Test
  @DisplayName("A2: a server that asks for more hashing than allowed gets none")
  void serverThatAsksForTooManyIterationsIsRefused() {
    refused(
        conversation -> {
          continueSasl(conversation, 100_001);
          conversation.expectEnd();
        },
        "");
  }

  @Test
  @DisplayName("A3: channel_binding=require refuses a server that asks for nothing")
  void requiredBindingRefusesTrust() {
    refused(conversation -> Greeting.postgres18().accept(conversation), "channel_binding=require");
  }

  @Test
  @DisplayName("A3: channel_binding=require refuses a server that asks for the password itself")
  void requiredBindingRefusesCleartext() {
    refused(
        UnprovenServerTest::askForThePassword,
        "channel_binding=require require_auth=password,scram-sha-256");
  }

  private static void refused(Script script, String settings) {
    try (FakeServer server = FakeServer.serving(script)) {
      Throwable thrown =
          catchThrowable(
              () -> {
                try (PgConnection wrong = Visit.connect(server, settings)) {
                  throw new AssertionError("let in: " + wrong);
                }
              });
      assertThat(thrown)
          .isInstanceOfSatisfying(
              PgConnectException.class,
              refusal ->
                  assertThat(refusal.reason()).isEqualTo(PgConnectException.Reason.AUTHENTICATION));
    }
  }

  private static void forgeSignature(Conversation conversation) {
    StartupMessage startup = continueSasl(conversation, 4_096);
    conversation.expect(SASLResponse.class);
    conversation.send(new AuthenticationSASLFinal(Octets.utf8("v=" + ANY_SIGNATURE)));
    Greeting.postgres18().welcome(conversation, startup);
    conversation.discard();
  }

  /** Goes on to AuthenticationSASLContinue. */
  private static StartupMessage continueSasl(Conversation conversation, int iterations) {
    StartupMessage startup = conversation.expectStartup();
    conversation.send(new AuthenticationSASL(List.of("SCRAM-SHA-256")));
    byte[] first = conversation.expect(SASLInitialResponse.class).response().toByteArray();
    String text = new String(first, StandardCharsets.UTF_8);
    String nonce = text.substring(text.indexOf(",r=") + 3);
    conversation.send(
        new AuthenticationSASLContinue(Octets.utf8("r=" + nonce + "tail,s=QUJD,i=" + iterations)));
    return startup;
  }

  private static void askForThePassword(Conversation conversation) {
    conversation.expectStartup();
    conversation.send(new AuthenticationCleartextPassword());
    conversation.discard();
  }
}
