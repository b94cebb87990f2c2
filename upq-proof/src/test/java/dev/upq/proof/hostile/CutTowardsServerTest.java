// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.config.HostPort;
import dev.upq.config.PgConfig;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConnectException;
import dev.upq.proof.hostile.Walk.Outcome;
import dev.upq.testkit.TestServer;
import dev.upq.testkit.proxy.Cut;
import dev.upq.testkit.proxy.Direction;
import dev.upq.testkit.proxy.FaultProxy;
import dev.upq.testkit.proxy.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real server hears only the beginning of what the client says. */
class CutTowardsServerTest {

  /** Cuts for each way of cutting; each walk takes some 20 ms. */
  private static final int SAMPLES = 40;

  private static final PgConfig REAL =
      PgConfig.parse(TestServer.url())
          .with("sslmode", "disable")
          .with("connect_timeout", "20")
          .with("query_timeout", "20");

  @ParameterizedTest
  @EnumSource(Cut.class)
  @DisplayName("P1: what the client sends is cut at a sample of bytes: right answers, then a loss")
  void everyCutTowardsTheServerIsALossOrARightAnswer(Cut how) {
    List<String> whole = new ArrayList<>();
    int length = walkWhole(whole);
    long seed = 7;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < SAMPLES; i++) {
      int from = i * length / SAMPLES;
      int offset = from + random.nextInt((i + 1) * length / SAMPLES - from);
      try {
        cutAt(offset, how, whole);
      } catch (AssertionError wrong) {
        throw new AssertionError(how + " after " + offset + " of " + length + " bytes", wrong);
      }
    }
  }

  @Test
  @DisplayName("P1: byte for byte in both directions, everything comes out the same")
  void slicesOfOneByteChangeNothing() {
    List<String> whole = new ArrayList<>();
    walkWhole(whole);
    List<String> sliced = new ArrayList<>();
    try (FaultProxy proxy = proxy()) {
      proxy.add(new Rule.Slices(Direction.TO_SERVER, 1), new Rule.Slices(Direction.TO_CLIENT, 1));
      try (PgConnection connection = connect(proxy)) {
        Walk.STEPS.forEach(step -> sliced.add(Walk.take(step, connection).fact()));
      }
    }
    assertThat(sliced).isEqualTo(whole);
  }

  private static int walkWhole(List<String> facts) {
    try (FaultProxy proxy = proxy()) {
      try (PgConnection connection = connect(proxy)) {
        for (Walk.Step step : Walk.STEPS) {
          facts.add(Walk.take(step, connection).fact());
        }
      }
      return proxy.connection(1).bytes(Direction.TO_SERVER).length;
    }
  }

  private static void cutAt(int offset, Cut how, List<String> whole) {
    try (FaultProxy proxy = proxy()) {
      proxy.add(new Rule.CutAt(Direction.TO_SERVER, offset, how));
      PgConnection connection;
      try {
        connection = connect(proxy);
      } catch (PgConnectException refused) {
        assertThat(refused.reason()).isNotEqualTo(PgConnectException.Reason.TIMEOUT);
        return;
      }
      try (connection) {
        boolean lost = false;
        for (int i = 0; i < Walk.STEPS.size(); i++) {
          Outcome outcome = Walk.take(Walk.STEPS.get(i), connection);
          lost |= outcome.lost();
          if (!lost) {
            assertThat(outcome.fact()).isEqualTo(whole.get(i));
          } else {
            assertThat(outcome.lost()).as("lost for good: %s", outcome).isTrue();
          }
        }
        Dial.ending(connection);
      }
    }
  }

  private static FaultProxy proxy() {
    HostPort server = REAL.hosts().getFirst();
    return FaultProxy.to(server.host(), server.port());
  }

  private static PgConnection connect(FaultProxy proxy) {
    PgConfig config = REAL.withHosts(List.of(new HostPort(proxy.host(), proxy.port())));
    return new Connector(ConnectionSetup.of(config)).connect();
  }
}
