// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.upq.PgPool;
import dev.upq.config.HostPort;
import dev.upq.config.PgConfig;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two hosts, of which the first takes connections and never says a word. */
@Timeout(60)
final class SilentHostTest {

  private static PgConfig config(ServerSocket silent) {
    PgConfig direct = Servers.config();
    HostPort server = direct.hosts().getFirst();
    return direct
        .with("host", "127.0.0.1," + server.host())
        .with("port", silent.getLocalPort() + "," + server.port())
        .with("connect_timeout", "2");
  }

  @Test
  @DisplayName(
      "RS-11: a host that swallows everything costs one attempt its time, not each of them")
  void itIsTriedLastFromThenOn() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      PgConfig config = config(silent);
      Connector connector = new Connector(Servers.setup(config));
      PgConnectException late = catchThrowableOfType(PgConnectException.class, connector::connect);
      assertThat(late.reason()).isEqualTo(Reason.TIMEOUT);
      // The first pause may be over before the next attempt; each one more is twice as long.
      Soak.eventually("the other host is tried first", () -> connects(connector, config));
    }
  }

  private static boolean connects(Connector connector, PgConfig config) {
    try (PgConnection connection = connector.connect()) {
      return connection.host().equals(config.hosts().getLast());
    } catch (PgConnectException late) {
      return false;
    }
  }

  @Test
  void aPoolFindsTheOtherHostByItself() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        PgPool pool = PgPool.open(Servers.setup(config(silent).with("pool_min", "3")))) {
      Soak.eventually("three are there", () -> pool.state().idle() == 3);
      assertThat(pool.query("select 1").oneLong()).isOne();
    }
  }
}
