// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectException.Reason;
import dev.upq.testkit.script.Script;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.NotificationResponse;
import dev.upq.wire.ParameterStatus;
import dev.upq.wire.StartupMessage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server says before it has proved who it is, and what it is asked before it may serve. */
class EarlyWordsTest {

  private static final String LIE = "your session was moved to evil.test";

  @Test
  @DisplayName("S4, P4: nothing that was said before authentication is kept")
  void wordsFromBeforeAuthenticationAreForgotten() {
    BackendMessage[] early = {
      Talk.notice("WARNING", "01000", LIE),
      Talk.notice("WARNING", "57P01", LIE),
      new NotificationResponse(1, "orders", LIE),
      new ParameterStatus("session_authorization", LIE)
    };
    for (int line : new int[] {1, 3, 5, 6}) {
      Talk scram = Talk.scram("wonderland", 1);
      Talk talk = scram.upTo(line).then(Talk.say(early)).then(scram.from(line));
      try (MemoryServer server = MemoryServer.playing(talk.andClose());
          PgConnection connection = Dial.connect(server)) {
        assertThat(connection.takeNotices()).isEmpty();
        assertThat(connection.notifications().take()).isEmpty();
        assertThat(connection.parameter("session_authorization")).isEmpty();
        assertThat(Dial.ending(connection).getMessage()).doesNotContain(LIE);
      }
    }
  }

  @Test
  @DisplayName("P4: what is said behind AuthenticationOk is kept")
  void wordsBehindAuthenticationAreKept() {
    Talk scram = Talk.scram("wonderland", 1);
    Talk talk =
        scram
            .upTo(7)
            .then(
                Talk.say(
                    Talk.notice("WARNING", "01000", "disk is filling up"),
                    new ParameterStatus("server_version", "18.1")))
            .then(scram.from(7));
    try (MemoryServer server = MemoryServer.playing(talk.script());
        PgConnection connection = Dial.connect(server)) {
      assertThat(connection.takeNotices()).hasSize(1);
      assertThat(connection.parameter("server_version")).contains("18.1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"LATIN1", "SQL_ASCII", "", "EUC_JP"})
  @DisplayName("A client encoding that is not UTF-8 ends the connection, at login and later")
  void anotherEncodingEndsTheConnection(String encoding) {
    ParameterStatus changed = new ParameterStatus("client_encoding", encoding);
    Talk scram = Talk.scram("wonderland", 1);
    try (MemoryServer server =
        MemoryServer.playing(scram.upTo(7).then(Talk.say(changed)).script())) {
      assertThat(Dial.refusal(server).reason()).isEqualTo(Reason.PROTOCOL);
    }
    Talk later = Talk.greeting().then(Talk.oneText("x").upTo(11)).then(Talk.say(changed));
    try (MemoryServer server = MemoryServer.playing(later.script());
        PgConnection connection = Dial.connect(server)) {
      Dial.failure(() -> connection.query("select a"));
      assertThat(Dial.ending(connection)).hasMessageContaining("client_encoding");
    }
  }

  @Test
  @DisplayName("A server that cannot be asked for its role is left, and its link closed")
  void aServerThatCannotBeAskedForItsRoleIsLeft() {
    List<StartupMessage> logins = new CopyOnWriteArrayList<>();
    Talk asked =
        Talk.prepare(Talk.column("pg_is_in_recovery", 16))
            .upTo(3)
            .then(Talk.say(Talk.error("ERROR", "42501", "permission denied"), Talk.ready()));
    Script script =
        conversation -> {
          logins.add(conversation.expectStartup());
          Talk login = Talk.scram("wonderland", 1);
          login.from(1).play(conversation);
          asked.play(conversation);
          conversation.discard();
        };
    try (MemoryServer server = MemoryServer.playing(script)) {
      PgConnectException refusal =
          Dial.refusal(server, "host=a.test,b.test", "target_session_attrs=primary");
      assertThat(refusal.reason()).isEqualTo(Reason.WRONG_ROLE);
      assertThat(refusal).hasMessageContaining("a.test").hasMessageContaining("b.test");
      assertThat(logins).hasSize(2);
      assertThat(server.links()).allMatch(MemoryLink::aborted);
    }
  }

  @Test
  @DisplayName("A password that cannot be sent is a matter of authentication, not of TLS")
  void aPasswordThatCannotBeSentIsToldAsSuch() {
    Talk talk = Talk.scram("wonderland", 1).upTo(2);
    for (String word : new String[] {"\ud800", "a\udfff"}) {
      try (MemoryServer server = MemoryServer.playing(talk.script())) {
        PgConnectException refusal = Dial.refusal(Dial.withPassword(server, word));
        assertThat(refusal.reason()).isEqualTo(Reason.AUTHENTICATION);
        assertThat(refusal.getMessage()).doesNotContain(word);
        assertThat(server.links()).hasSize(1);
      }
    }
  }
}
