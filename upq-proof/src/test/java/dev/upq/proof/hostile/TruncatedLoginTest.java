// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConnectException;
import dev.upq.testkit.proxy.Cut;
import dev.upq.testkit.script.Script;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A login with SCRAM, whose nonces differ each time, by a server that stops after each byte. */
class TruncatedLoginTest {

  private static final Script LOGIN =
      conversation -> Talk.scram("wonderland", 1).script().run(conversation);

  @ParameterizedTest
  @EnumSource(Cut.class)
  @DisplayName("P1: the stream ends after each byte of a login with SCRAM: refused, nothing open")
  void everyTruncationOfALoginIsARefusal(Cut how) {
    long length = length();
    assertThat(length).isGreaterThan(200);
    for (long offset = 0; offset < length; offset++) {
      try (MemoryServer server = MemoryServer.playing(LOGIN).cutAt(offset, how)) {
        PgConnectException refusal = Dial.refusal(server);
        assertThat(refusal.reason())
            .as("%s after %s bytes", how, offset)
            .isEqualTo(PgConnectException.Reason.UNREACHABLE);
        assertThat(server.link().aborted()).as("the link is closed").isTrue();
      } catch (AssertionError wrong) {
        throw new AssertionError(how + " after " + offset + " of " + length + " bytes", wrong);
      }
    }
  }

  private static long length() {
    try (MemoryServer server = MemoryServer.playing(LOGIN);
        PgConnection connection = Dial.connect(server)) {
      assertThat(connection.ended()).isFalse();
      return server.link().toClient().written();
    }
  }
}
