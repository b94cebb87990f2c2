// SPDX-License-Identifier: Apache-2.0
package dev.upq.auth;

import static dev.upq.auth.ScramServer.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.fault.PgProtocolException;
import dev.upq.fault.Sent;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The 24 scripts of acceptance row A2, and a few more: none of these servers gets to be believed.
 */
final class ScramAttackTest {

  private static final String SALT = Base64.getEncoder().encodeToString(ScramServer.SALT);

  /** Plays a server that attacks a client. */
  private interface Play {
    void against(ScramClient client, ScramServer server);
  }

  private record Attack(String name, Play play) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Attack attack(String name, Play play) {
    return new Attack(name, play);
  }

  /**
   * A server that answers the client's first message with this, where {ours} stands for the
   * client's nonce.
   */
  private static Attack first(String name, String serverFirst) {
    return attack(
        name,
        (client, server) -> {
          server.first(client.clientFirst());
          client.clientFinal(bytes(serverFirst.replace("{ours}", server.nonce())));
        });
  }

  /** An honest beginning, and then this as the server's last message. */
  private static Attack last(String name, String serverFinal) {
    return attack(
        name,
        (client, server) -> {
          client.clientFinal(bytes(server.first(client.clientFirst())));
          client.verify(bytes(serverFinal));
        });
  }

  /** A server that does not know the password and asks for this many iterations. */
  private static Attack ignorant(String name, int iterations) {
    return attack(
        name,
        (client, server) -> {
          ScramServer rogue = new ScramServer("a guess", iterations);
          byte[] clientFinal = client.clientFinal(bytes(rogue.first(client.clientFirst())));
          assertThat(client.weakIterations()).isTrue();
          client.verify(bytes(rogue.lastUnchecked(clientFinal)));
        });
  }

  private static Attack iterations(String text) {
    return attack(
        "i=" + text,
        (client, server) -> client.clientFinal(bytes(server.first(client.clientFirst(), text))));
  }

  static Stream<Attack> refused() {
    String anySignature = Base64.getEncoder().encodeToString(new byte[32]);
    return Stream.of(
        attack(
            "duplicate Continue",
            (client, server) -> {
              byte[] serverFirst = bytes(server.first(client.clientFirst()));
              client.clientFinal(serverFirst);
              client.clientFinal(serverFirst);
            }),
        attack(
            "Final before Continue",
            (client, server) -> {
              client.clientFirst();
              client.verify(bytes("v=" + anySignature));
            }),
        attack(
            "Final twice",
            (client, server) -> {
              byte[] end = client.clientFinal(bytes(server.first(client.clientFirst())));
              byte[] serverFinal = bytes(server.last(end));
              client.verify(serverFinal);
              client.verify(serverFinal);
            }),
        last("wrong signature", "v=" + anySignature),
        last("empty signature", "v="),
        last("signature cut short", "v=" + Base64.getEncoder().encodeToString(new byte[31])),
        last("missing v=", "x=" + anySignature),
        last("empty last message", ""),
        last("e= error", "e=canary-text"),
        last("bad base64 in the signature", "v=canary-text!"),
        first("nonce not extending ours", "r=canary{ours},s=" + SALT + ",i=4096"),
        first("nonce cut short", "r=abc,s=" + SALT + ",i=4096"),
        first("nonce equal to ours", "r={ours},s=" + SALT + ",i=4096"),
        first("10 KB nonce", "r={ours}" + "x".repeat(10_240) + ",s=" + SALT + ",i=4096"),
        first(
            "nonce of 1,100 characters", "r={ours}" + "x".repeat(1_076) + ",s=" + SALT + ",i=4096"),
        first("10 KB salt", "r={ours}tail,s=" + "QUJD".repeat(2_560) + ",i=4096"),
        first("salt of 1,028 characters", "r={ours}tail,s=" + "QUJD".repeat(257) + ",i=4096"),
        first("bad base64 in the salt", "r={ours}tail,s=canary-text,i=4096"),
        first("base64 without its padding", "r={ours}tail,s=" + SALT.replace("=", "") + ",i=4096"),
        first("base64 with stray bits", "r={ours}tail,s=QR==,i=4096"),
        first("empty salt", "r={ours}tail,s=,i=4096"),
        iterations("0"),
        iterations("-1"),
        ignorant("i=1", 1),
        ignorant("i=4095", 4_095),
        iterations("100001"),
        iterations("2147483647"),
        iterations("4294967297"),
        iterations("99999999999999999999"),
        iterations("4096x"),
        iterations("+4096"),
        iterations("04096"),
        iterations(" 4096"),
        iterations("\u0664"),
        first("missing i", "r={ours}tail,s=" + SALT),
        first("missing i, comma there", "r={ours}tail,s=" + SALT + ","),
        first("extension m=", "m=canary,r={ours}tail,s=" + SALT + ",i=4096"),
        first("attributes out of order", "s=" + SALT + ",r={ours}tail,i=4096"),
        first("something after i", "r={ours}tail,s=" + SALT + ",i=4096,x=canary"),
        first("comma at the end", "r={ours}tail,s=" + SALT + ",i=4096,"),
        first("a NUL inside", "r={ours}tail\0,s=" + SALT + ",i=4096"),
        first("empty first message", ""));
  }

  @ParameterizedTest(name = "A2: {0}")
  @MethodSource("refused")
  @Timeout(60)
  void isRefused(Attack attack) {
    ScramClient client = newClient();
    assertThatThrownBy(() -> attack.play.against(client, new ScramServer("pencil", 4_096)))
        .isInstanceOfSatisfying(
            PgProtocolException.class,
            broken -> {
              assertThat(broken.sent()).isEqualTo(Sent.MAYBE);
              assertThat(broken.retrySafe()).isFalse();
              assertThat(broken)
                  .hasMessageStartingWith("SCRAM: ")
                  .hasMessageNotContaining("canary")
                  .hasMessageNotContaining("pencil")
                  .hasNoCause();
            });
    assertThat(client.verified()).isFalse();
    assertThatThrownBy(() -> client.verify(bytes("v=AAAA")))
        .isInstanceOf(PgProtocolException.class);
  }

  static Stream<Attack> notBelieved() {
    return Stream.of(
        attack("OK before SASL", (client, server) -> client.mechanism()),
        attack("OK before Continue", (client, server) -> client.clientFirst()),
        attack(
            "OK without SASLFinal",
            (client, server) -> client.clientFinal(bytes(server.first(client.clientFirst())))));
  }

  @ParameterizedTest(name = "A2: {0}")
  @MethodSource("notBelieved")
  void isNotBelieved(Attack attack) {
    ScramClient client = newClient();
    attack.play.against(client, new ScramServer("pencil", 4_096));
    assertThat(client.verified()).isFalse();
  }

  @ParameterizedTest(name = "A2: 4,096 iterations and the longest nonce and salt still pass ({0})")
  @MethodSource("longest")
  @DisplayName("A2: the limits refuse nothing that is sound")
  void theLimitsRefuseNothingThatIsSound(String serverFirst) {
    ScramClient client =
        ScramClient.startWithNonce("pencil", GsBinding.none(), "", "R", 1, 100_000);
    client.clientFirst();
    assertThat(client.clientFinal(bytes(serverFirst))).isNotEmpty();
  }

  static Stream<String> longest() {
    return Stream.of(
        "r=R" + "x".repeat(1_023) + ",s=QUJD,i=1",
        "r=Rtail,s=" + "QUJD".repeat(256) + ",i=1",
        "r=R!~%$+-*/=,s=QQ==,i=4096",
        "r=Rtail,s=QUJD,i=100000");
  }

  @Test
  @DisplayName("A2: after a wrong signature the right one is not believed any more")
  void afterAWrongSignatureTheRightOneIsNotBelieved() {
    ScramClient client = newClient();
    ScramServer server = new ScramServer("pencil", 2);
    byte[] end = client.clientFinal(bytes(server.first(client.clientFirst())));
    byte[] right = bytes(server.last(end));
    byte[] wrong = bytes("v=" + Base64.getEncoder().encodeToString(new byte[32]));
    assertThatThrownBy(() -> client.verify(wrong)).isInstanceOf(PgProtocolException.class);
    assertThatThrownBy(() -> client.verify(right)).isInstanceOf(PgProtocolException.class);
    assertThat(client.verified()).isFalse();
  }

  @Test
  @DisplayName("A2: after a refused first message a sound one is not answered any more")
  void afterARefusedFirstMessageASoundOneIsNotAnswered() {
    ScramClient client = newClient();
    byte[] sound = bytes(new ScramServer("pencil", 2).first(client.clientFirst()));
    assertThatThrownBy(() -> client.clientFinal(bytes("m=x,r=y,s=QQ==,i=1")))
        .isInstanceOf(PgProtocolException.class)
        .hasMessageContaining("extension");
    assertThatThrownBy(() -> client.clientFinal(sound)).isInstanceOf(PgProtocolException.class);
  }

  @Test
  @DisplayName("A2: a message of 10 KB is refused by its length alone")
  void aMessageOfTenKilobytesIsRefusedByItsLength() {
    ScramClient client = newClient();
    client.clientFirst();
    assertThatThrownBy(() -> client.clientFinal(new byte[10_240]))
        .isInstanceOf(PgProtocolException.class)
        .hasMessageContaining("10240 bytes, at most 4096");
  }

  private static ScramClient newClient() {
    return ScramClient.start(
        "pencil", GsBinding.none(), new SecureRandom(), ScramClient.DEFAULT_MAX_ITERATIONS);
  }
}
