// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectException.Reason;
import dev.upq.testkit.script.Conversation;
import dev.upq.testkit.script.Script;
import dev.upq.wire.AuthenticationCleartextPassword;
import dev.upq.wire.AuthenticationMD5Password;
import dev.upq.wire.AuthenticationOk;
import dev.upq.wire.AuthenticationSASL;
import dev.upq.wire.SASLResponse;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A server that does not know the password tries to pass for one that does. */
class ScramAttackTest {

  private static final String PASSWORD = "wonderland";

  /**
   * One attack.
   *
   * @param play what the server says after AuthenticationSASL
   * @param mayHash whether the client may have answered the server's first message
   */
  private record Attack(String name, Play play, boolean mayHash) {

    @Override
    public String toString() {
      return name;
    }
  }

  @FunctionalInterface
  private interface Play {
    void on(Conversation conversation, ScramPeer peer) throws Exception;
  }

  private static Attack first(String name, Play play) {
    return new Attack(name, play, false);
  }

  /** A wrong first message. */
  private static Attack opening(String name, Function<ScramPeer, String> text) {
    return first(
        name,
        (c, peer) -> {
          Talk.hearFirst(c, peer);
          c.send(Talk.continued(peer.first(text.apply(peer))));
        });
  }

  private static Attack iterations(String count) {
    return opening("i=" + count, p -> "r=" + p.nonce() + "x,s=" + ScramPeer.salt() + ",i=" + count);
  }

  /** A wrong last message in place of the honest one. */
  private static Attack ending(String name, UnaryOperator<String> honest) {
    return last(name, (c, peer) -> c.send(Talk.ended(honest.apply(peer.signature()))));
  }

  private static Attack last(String name, Play play) {
    return new Attack(
        name,
        (c, peer) -> {
          Talk.hearFirst(c, peer);
          c.send(Talk.continued(peer.first()));
          Talk.hearLast(c, peer);
          play.on(c, peer);
        },
        true);
  }

  static Stream<Attack> attacks() {
    return Stream.of(order(), openings(), counts(), endings()).flatMap(s -> s);
  }

  private static Stream<Attack> order() {
    return Stream.of(
        first("OK at once", beforeFirst((c, p) -> c.send(new AuthenticationOk(), Talk.ready()))),
        first("OK in place of Continue", afterFirst((c, p) -> c.send(new AuthenticationOk()))),
        first("Final in place of Continue", afterFirst((c, p) -> c.send(Talk.ended("v=AAAA")))),
        first("SASL again", afterFirst((c, p) -> c.send(sasl()))),
        first(
            "cleartext in the middle",
            afterFirst((c, p) -> c.send(new AuthenticationCleartextPassword()))),
        first("md5 in the middle", afterFirst((c, p) -> c.send(new AuthenticationMD5Password(1)))),
        last("OK in place of Final", (c, p) -> c.send(new AuthenticationOk(), Talk.ready())),
        last("Continue twice", (c, p) -> c.send(Talk.continued(p.first()))),
        last("ReadyForQuery in place of Final", (c, p) -> c.send(Talk.ready())),
        last("Final twice", (c, p) -> c.send(Talk.ended(p.signature()), Talk.ended(p.signature()))),
        last(
            "cleartext behind Final",
            (c, p) -> c.send(Talk.ended(p.signature()), new AuthenticationCleartextPassword())));
  }

  private static Play beforeFirst(Play play) {
    return (c, peer) -> {
      play.on(c, peer);
      Talk.hearFirst(c, peer);
    };
  }

  private static Play afterFirst(Play play) {
    return (c, peer) -> {
      Talk.hearFirst(c, peer);
      play.on(c, peer);
    };
  }

  private static Stream<Attack> openings() {
    String rest = ",s=" + ScramPeer.salt() + ",i=4096";
    return Stream.of(
        opening("another nonce", p -> "r=" + "A".repeat(40) + rest),
        opening("our nonce and nothing more", p -> "r=" + p.nonce() + rest),
        opening("our nonce shortened", p -> "r=" + p.nonce().substring(1) + "x" + rest),
        opening("our nonce in the middle", p -> "r=x" + p.nonce() + "x" + rest),
        opening("no nonce", p -> rest.substring(1)),
        opening("an empty nonce", p -> "r=" + rest),
        opening("a nonce of odd characters", p -> "r=" + p.nonce() + "\u0001\u00e9" + rest),
        opening("no salt", p -> "r=" + p.nonce() + "x,i=4096"),
        opening("an empty salt", p -> "r=" + p.nonce() + "x,s=,i=4096"),
        opening("bad base64", p -> "r=" + p.nonce() + "x,s=!!!!,i=4096"),
        opening("half base64", p -> "r=" + p.nonce() + "x,s=QUF,i=4096"),
        opening("an extension that is demanded", p -> "m=x,r=" + p.nonce() + "x" + rest),
        opening("nothing", p -> ""),
        opening("zeros", p -> "\0\0\0"),
        opening("another order", p -> "s=" + ScramPeer.salt() + ",r=" + p.nonce() + "x,i=4096"),
        opening("an error", p -> "e=other-error"),
        opening("too much for a login", p -> "r=" + p.nonce() + "x".repeat(10_240) + rest));
  }

  private static Stream<Attack> counts() {
    return Stream.of(
            "",
            "0",
            "-1",
            "+4096",
            "4096x",
            " 4096",
            "0x1000",
            "100001",
            "2147483647",
            "2147483648",
            "99999999999999999999",
            "1e3",
            "\u0664\u0660\u0669\u0666")
        .map(ScramAttackTest::iterations);
  }

  private static Stream<Attack> endings() {
    return Stream.of(
        ending("a forged signature", v -> "v=" + Base64.getEncoder().encodeToString(new byte[32])),
        ending("one bit turned over", ScramAttackTest::bitTurned),
        ending("a signature cut short", v -> v.substring(0, v.length() - 4)),
        ending("a signature too long", v -> v.replace("=", "") + "AAAA"),
        ending("an empty signature", v -> "v="),
        ending("no signature", v -> ""),
        ending("another attribute", v -> "x" + v.substring(1)),
        ending("bad base64 at the end", v -> "v=*" + v.substring(3)),
        ending("an error at the end", v -> "e=invalid-proof"),
        ending("an error in front of the signature", v -> "e=none," + v),
        ending("a signature and something more", v -> v + "\0"));
  }

  private static String bitTurned(String honest) {
    byte[] signature = Base64.getDecoder().decode(honest.substring(2));
    signature[31] ^= 1;
    return "v=" + Base64.getEncoder().encodeToString(signature);
  }

  @ParameterizedTest
  @MethodSource("attacks")
  @DisplayName("A2: an impostor is refused, without a proof where its first message is wrong")
  void impostorsAreRefused(Attack attack) {
    Script script =
        conversation -> {
          conversation.expectStartup();
          conversation.send(sasl());
          ScramPeer peer = new ScramPeer(PASSWORD, 4_096);
          Talk.unlessGone(conversation, c -> attack.play().on(c, peer));
          boolean hashed =
              !attack.mayHash() && Talk.unlessGone(conversation, c -> c.expect(SASLResponse.class));
          assertThat(hashed).as("a proof was sent").isFalse();
          // Whatever the client thinks of it, it would be let in.
          conversation.discard();
        };
    // Who need not ask for anything refuses as firmly as who does.
    for (String auth : new String[] {"", "scram-sha-256", "!none", "!gss"}) {
      try (MemoryServer server = MemoryServer.playing(script)) {
        PgConnectException refusal = Dial.refusal(server, "require_auth=" + auth);
        assertThat(refusal.reason())
            .as("%s: %s", auth, refusal)
            .isIn(Reason.AUTHENTICATION, Reason.PROTOCOL);
        assertThat(refusal.getMessage()).doesNotContain(PASSWORD);
        assertThat(refusal.getMessage().chars().noneMatch(Character::isISOControl)).isTrue();
        assertThat(server.links()).hasSize(1);
        assertThat(server.link().aborted()).isTrue();
      }
    }
  }

  @Test
  @DisplayName("A2: an honest server is let through, at the least and the most of iterations")
  void anHonestServerIsLetThrough() {
    for (int iterations : new int[] {1, 4_096, 100_000}) {
      Talk talk = Talk.scram(PASSWORD, iterations);
      try (MemoryServer server = MemoryServer.playing(talk.script());
          PgConnection connection = Dial.connect(server)) {
        assertThat(connection.quiet()).isTrue();
      }
    }
  }

  @Test
  @DisplayName("A2: a server with another password learns nothing and is refused")
  void aServerWithAnotherPasswordIsRefused() {
    Script script =
        conversation -> {
          conversation.expectStartup();
          conversation.send(sasl());
          ScramPeer peer = new ScramPeer("another password", 4_096);
          Talk.hearFirst(conversation, peer);
          conversation.send(Talk.continued(peer.first()));
          peer.hearLast(conversation.expect(SASLResponse.class).data().toByteArray());
          assertThat(peer.proved()).isFalse();
          conversation.send(Talk.ended(peer.signature()), new AuthenticationOk(), Talk.ready());
          conversation.discard();
        };
    try (MemoryServer server = MemoryServer.playing(script)) {
      PgConnectException refusal = Dial.refusal(server);
      assertThat(refusal.reason()).isEqualTo(Reason.AUTHENTICATION);
      assertThat(refusal).hasMessageContaining("does not know the password");
    }
  }

  private static AuthenticationSASL sasl() {
    return new AuthenticationSASL(List.of("SCRAM-SHA-256"));
  }
}
