// SPDX-License-Identifier: Apache-2.0
package dev.upq.auth;

import static dev.upq.auth.ScramServer.bytes;
import static dev.upq.auth.ScramServer.channel;
import static dev.upq.auth.ScramServer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgProtocolException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class GsBindingTest {

  private static final List<String> PLAIN = List.of("SCRAM-SHA-256");
  private static final List<String> BOTH = List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256");

  private record Situation(
      GsBinding.Wish wish, boolean tls, boolean plusOffered, String certificate) {

    Optional<byte[]> endPoint() {
      return tls
          ? ChannelBinding.tlsServerEndPoint(BindingCertificates.named(certificate))
          : Optional.empty();
    }

    /** What must come of it: the flag, or "refused". */
    String expected() {
      boolean hash = tls && !certificate.startsWith("ed");
      if (plusOffered && !tls) {
        return "refused";
      }
      return switch (wish) {
        case DISABLE -> "n";
        case PREFER -> hash ? (plusOffered ? "p" : "y") : "n";
        case REQUIRE -> hash && plusOffered ? "p" : "refused";
      };
    }
  }

  static Stream<Situation> situations() {
    List<Situation> all = new ArrayList<>();
    for (GsBinding.Wish wish : GsBinding.Wish.values()) {
      for (boolean tls : new boolean[] {true, false}) {
        for (boolean plus : new boolean[] {true, false}) {
          for (String certificate :
              List.of("rsa_sha256", "pss_sha384", "ec_sha256", "ed25519", "ed448")) {
            all.add(new Situation(wish, tls, plus, certificate));
          }
        }
      }
    }
    assertThat(all).hasSize(60);
    return all.stream();
  }

  @ParameterizedTest(name = "A3: {0}")
  @MethodSource("situations")
  void flagAndMechanismFollowTheWishTheOfferAndTheCertificate(Situation situation) {
    List<String> offered = situation.plusOffered ? BOTH : PLAIN;
    String outcome;
    try {
      GsBinding binding =
          GsBinding.choose(situation.wish, situation.tls, situation.endPoint(), offered);
      outcome = exchangeAndCheckData(binding, situation);
    } catch (PgConnectException refused) {
      assertThat(refused.reason()).isEqualTo(PgConnectException.Reason.AUTHENTICATION);
      outcome = "refused";
    }
    assertThat(outcome).isEqualTo(situation.expected());
  }

  /**
   * Runs a whole exchange and returns the flag that a server saw, after checking the rest of what
   * it saw.
   */
  private static String exchangeAndCheckData(GsBinding binding, Situation situation) {
    ScramClient client = ScramClient.start("pencil", binding, new SecureRandom(), 100);
    ScramServer server = new ScramServer("pencil", 2);
    byte[] last = client.clientFinal(bytes(server.first(client.clientFirst())));
    client.verify(bytes(server.last(last)));
    assertThat(client.verified()).isTrue();

    String header = server.header();
    byte[] data = situation.endPoint().filter(hash -> binding.bound()).orElse(new byte[0]);
    byte[] sent = channel(last);
    assertThat(text(sent)).startsWith(header);
    assertThat(sent).hasSize(header.length() + data.length).endsWith(data);
    String mechanism = header.startsWith("p") ? "SCRAM-SHA-256-PLUS" : "SCRAM-SHA-256";
    assertThat(client.mechanism()).isEqualTo(mechanism);
    assertThat(header).isIn("n,,", "y,,", "p=tls-server-end-point,,");
    return header.substring(0, 1);
  }

  @Test
  @DisplayName("A3: one changed bit of the binding data changes what is sent and what is proved")
  void oneChangedBitOfTheBindingDataChangesWhatIsSentAndProved() {
    byte[] hash = new byte[32];
    byte[] first = finalMessage(hash);
    for (int bit = 0; bit < 256; bit++) {
      byte[] changed = hash.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      byte[] other = finalMessage(changed);
      assertThat(channel(other)).isNotEqualTo(channel(first));
      assertThat(proof(other)).isNotEqualTo(proof(first));
    }
  }

  @Test
  @DisplayName("A3: a server that saw another certificate signs something else and is refused")
  void aServerThatSignsOtherBindingDataIsRefused() {
    ScramClient client =
        ScramClient.start(
            "pencil", GsBinding.tlsServerEndPoint(new byte[32]), new SecureRandom(), 100);
    ScramServer server = new ScramServer("pencil", 2);
    String last = text(client.clientFinal(bytes(server.first(client.clientFirst()))));
    byte[] otherHash = new byte[32];
    otherHash[7] = 1;
    String tampered =
        "c=" + GsBinding.tlsServerEndPoint(otherHash).base64() + last.substring(last.indexOf(','));
    byte[] signed = bytes(server.lastUnchecked(bytes(tampered)));
    assertThatThrownBy(() -> client.verify(signed)).isInstanceOf(PgProtocolException.class);
  }

  @Test
  void emptyBindingDataIsNotABinding() {
    assertThatThrownBy(() -> GsBinding.tlsServerEndPoint(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theBindingDataCannotBeChangedAfterwards() {
    byte[] hash = {1, 2, 3};
    GsBinding binding = GsBinding.tlsServerEndPoint(hash);
    String before = binding.base64();
    hash[0] = 9;
    assertThat(binding.base64()).isEqualTo(before);
  }

  @Test
  void aServerWithoutAKnownMechanismIsRefused() {
    for (GsBinding.Wish wish : GsBinding.Wish.values()) {
      for (List<String> offered :
          List.of(List.<String>of(), List.of("OAUTHBEARER"), List.of("scram-sha-256"))) {
        assertThatThrownBy(() -> GsBinding.choose(wish, true, Optional.of(new byte[32]), offered))
            .isInstanceOf(PgConnectException.class);
      }
    }
  }

  @Test
  void aServerThatOffersOnlyBindingIsUsableOnlyWithBinding() {
    List<String> only = List.of("SCRAM-SHA-256-PLUS");
    Optional<byte[]> hash = Optional.of(new byte[32]);
    assertThat(GsBinding.choose(GsBinding.Wish.PREFER, true, hash, only).bound()).isTrue();
    assertThatThrownBy(() -> GsBinding.choose(GsBinding.Wish.DISABLE, true, hash, only))
        .isInstanceOf(PgConnectException.class);
    assertThatThrownBy(() -> GsBinding.choose(GsBinding.Wish.PREFER, true, Optional.empty(), only))
        .isInstanceOf(PgConnectException.class);
  }

  private static byte[] finalMessage(byte[] hash) {
    ScramClient client =
        ScramClient.startWithNonce("pencil", GsBinding.tlsServerEndPoint(hash), "", "abc", 1, 100);
    ScramServer server = new ScramServer("pencil", 1);
    return client.clientFinal(bytes(server.first(client.clientFirst())));
  }

  private static String proof(byte[] clientFinal) {
    String message = text(clientFinal);
    return message.substring(message.indexOf(",p="));
  }
}
