// SPDX-License-Identifier: Apache-2.0
package dev.upq.auth;

import static dev.upq.auth.ScramServer.bytes;
import static dev.upq.auth.ScramServer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.fault.PgConfigException;
import dev.upq.fault.PgProtocolException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class ScramClientTest {

  private static final SecureRandom RANDOM = new SecureRandom();

  private static ScramClient client(String password) {
    return ScramClient.start(
        password, GsBinding.none(), RANDOM, ScramClient.DEFAULT_MAX_ITERATIONS);
  }

  @Test
  @DisplayName("The exchange of RFC 7677 comes out byte for byte")
  void theExchangeOfRfc7677ComesOutByteForByte() {
    ScramClient client =
        ScramClient.startWithNonce(
            "pencil", GsBinding.none(), "user", "rOprNGfwEbeRWgbNEkqO", 1, 4_096);
    assertThat(text(client.clientFirst())).isEqualTo("n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
    byte[] last =
        client.clientFinal(
            bytes(
                "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                    + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"));
    assertThat(text(last))
        .isEqualTo(
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
    assertThat(client.verified()).isFalse();
    client.verify(bytes("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
    assertThat(client.verified()).isTrue();
    assertThat(client.weakIterations()).isFalse();
  }

  @Test
  void clientAndServerWithTheSamePasswordAgree() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 50; i++) {
      StringBuilder password = new StringBuilder();
      int length = 1 + random.nextInt(100);
      for (int k = 0; k < length; k++) {
        password.append((char) (0x20 + random.nextInt(0x5f)));
      }
      ScramServer server = new ScramServer(password.toString(), 1 + random.nextInt(200));
      ScramClient client = client(password.toString());
      byte[] last = client.clientFinal(bytes(server.first(client.clientFirst())));
      client.verify(bytes(server.last(last)));
      assertThat(client.verified()).as("seed %d", seed).isTrue();
    }
  }

  @Test
  @DisplayName("A4: a password of 1,000 characters and an empty one are hashed as they are")
  void longAndEmptyPasswordsAreHashedAsTheyAre() {
    for (String password : List.of("x".repeat(1_000), "")) {
      ScramClient client = client(password);
      ScramServer server = new ScramServer(password, 10);
      byte[] last = client.clientFinal(bytes(server.first(client.clientFirst())));
      client.verify(bytes(server.last(last)));
      assertThat(client.verified()).isTrue();
    }
  }

  @Test
  void theUserIsLeftEmptyAndEveryNonceIsNew() {
    Set<String> nonces = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      String first = text(client("x").clientFirst());
      assertThat(first).matches("n,,n=,r=[A-Za-z0-9+/]{24}");
      nonces.add(first);
    }
    assertThat(nonces).hasSize(1_000);
  }

  @Test
  @DisplayName("Only the one right order of calls verifies, out of all sequences of up to five")
  void onlyTheOneRightOrderOfCallsVerifies() {
    for (int length = 0; length <= 5; length++) {
      for (int code = 0; code < Math.pow(3, length); code++) {
        List<Integer> calls = new ArrayList<>();
        for (int i = 0, rest = code; i < length; i++, rest /= 3) {
          calls.add(rest % 3);
        }
        assertThat(runs(calls)).as("%s", calls).isEqualTo(calls.equals(List.of(0, 1, 2)));
      }
    }
  }

  /**
   * Makes the calls (0 first, 1 final, 2 verify) with honest messages; true where all pass and the
   * end is verified.
   */
  private static boolean runs(List<Integer> calls) {
    ScramClient client =
        ScramClient.startWithNonce("pencil", GsBinding.none(), "", "abc", 1, 4_096);
    ScramServer server = new ScramServer("pencil", 1);
    byte[] serverFirst = bytes(server.first(bytes("n,,n=,r=abc")));
    byte[] serverFinal = bytes(server.lastUnchecked(bytes("c=biws,r=abctail,p=")));
    boolean failed = false;
    for (int i = 0; i < calls.size(); i++) {
      try {
        switch (calls.get(i)) {
          case 0 -> client.clientFirst();
          case 1 -> client.clientFinal(serverFirst);
          default -> client.verify(serverFinal);
        }
        assertThat(failed).as("a call passed after a failure: %s", calls).isFalse();
      } catch (PgProtocolException outOfOrder) {
        failed = true;
      }
    }
    return client.verified();
  }

  @Test
  void fewIterationsAreFlaggedAndManyAreNot() {
    for (int iterations : new int[] {1, 4_095, 4_096, 4_097}) {
      ScramClient client = client("pencil");
      assertThat(client.weakIterations()).isFalse();
      client.clientFinal(bytes(new ScramServer("pencil", iterations).first(client.clientFirst())));
      assertThat(client.weakIterations()).isEqualTo(iterations < 4_096);
    }
  }

  @Test
  void aFloorForIterationsRefusesWhatLiesBelow() {
    for (int iterations : new int[] {4_095, 4_096}) {
      ScramClient client =
          ScramClient.start(
              "pencil", GsBinding.none(), RANDOM, 4_096, ScramClient.DEFAULT_MAX_ITERATIONS);
      byte[] first = bytes(new ScramServer("pencil", iterations).first(client.clientFirst()));
      if (iterations < 4_096) {
        assertThatThrownBy(() -> client.clientFinal(first))
            .isInstanceOf(PgProtocolException.class)
            .hasMessageContaining("4095 iterations, 4096 to 100000 are allowed");
      } else {
        assertThat(client.clientFinal(first)).isNotEmpty();
      }
    }
  }

  @Test
  void theLimitForIterationsIsASetting() {
    ScramClient client = ScramClient.start("pencil", GsBinding.none(), RANDOM, 10);
    ScramServer server = new ScramServer("pencil", 10);
    client.clientFinal(bytes(server.first(client.clientFirst())));
    ScramClient other = ScramClient.start("pencil", GsBinding.none(), RANDOM, 10);
    byte[] eleven = bytes(new ScramServer("pencil", 11).first(other.clientFirst()));
    assertThatThrownBy(() -> other.clientFinal(eleven)).isInstanceOf(PgProtocolException.class);
    assertThatThrownBy(() -> ScramClient.start("x", GsBinding.none(), RANDOM, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ScramClient.start("x", GsBinding.none(), RANDOM, 5, 4))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPasswordThatIsNotTextIsRefusedWithoutShowingIt() {
    for (String password : List.of("canary\0", "canary\ud800", "\udc00canary")) {
      assertThatThrownBy(() -> client(password))
          .isInstanceOf(PgConfigException.class)
          .hasMessageNotContaining("canary");
    }
  }

  @Test
  void aMessageWithAnyByteChangedIsNeverVerified() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 3_000; i++) {
      ScramClient client = client("pencil");
      ScramServer server = new ScramServer("pencil", 2);
      byte[] first = bytes(server.first(client.clientFirst()));
      boolean changeFirst = random.nextBoolean();
      try {
        if (changeFirst) {
          change(first, random);
        }
        byte[] last = bytes(server.lastUnchecked(client.clientFinal(first)));
        if (!changeFirst) {
          change(last, random);
        }
        client.verify(last);
      } catch (PgProtocolException expected) {
        assertThat(client.verified()).isFalse();
        continue;
      }
      throw new AssertionError("a changed message was verified, seed " + seed + ", round " + i);
    }
  }

  private static void change(byte[] message, Random random) {
    message[random.nextInt(message.length)] ^= (byte) (1 + random.nextInt(255));
  }
}
