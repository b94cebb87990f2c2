// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.config.PgConfig;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.testkit.proxy.Direction;
import dev.upq.testkit.proxy.FaultProxy;
import dev.upq.testkit.proxy.Rule;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection whose warming is not answered in time, and is cancelled. */
@Timeout(60)
final class WarmingCancelTest {

  private static final String HOT = "select $1::int4 + 1";

  @Test
  @DisplayName("I4: what cannot be sent again is not hit by the cancelling of a warming before it")
  void aScriptIsNotCancelledInItsPlace() throws Exception {
    PgConfig direct = Servers.config();
    try (FaultProxy proxy =
            FaultProxy.to(direct.hosts().getFirst().host(), direct.hosts().getFirst().port());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      ConnectionSetup setup =
          Servers.setup(
              direct
                  .with("host", proxy.host())
                  .with("port", Integer.toString(proxy.port()))
                  .with("sslmode", "disable"));
      try (PgConnection first = new Connector(setup).connect()) {
        for (int i = 0; i < 3; i++) {
          assertThat(first.query(HOT, i).oneLong()).isEqualTo(i + 1);
        }
      }
      // The server has prepared it and says so; we do not hear it before we have cancelled.
      Rule.Hold hold = new Rule.Hold(Direction.TO_CLIENT, '1', 1);
      int before = proxy.connections();
      proxy.addTo(before + 1, hold);
      try (PgConnection second = new Connector(setup).connect()) {
        Future<String> slept =
            threads.submit(
                () -> second.script("select pg_sleep(2), 'slept'").getFirst().row(0).text(1));
        assertThat(hold.await(Duration.ofSeconds(30))).isTrue();
        Soak.eventually("the cancel request", () -> proxy.connections() == before + 2);
        hold.release();
        assertThat(slept.get()).isEqualTo("slept");
      }
    }
  }
}
