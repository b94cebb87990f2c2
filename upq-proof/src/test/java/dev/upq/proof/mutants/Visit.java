// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.config.Environment;
import dev.upq.config.PgConfig;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgException;
import dev.upq.fault.PgProtocolException;
import dev.upq.testkit.script.FakeServer;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** How the tests here come to a scripted server. Stateless. */
final class Visit {

  private static final Environment NOWHERE =
      new Environment(Map.of(), Path.of("nowhere"), "nobody");
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String WHO =
      "host=127.0.0.1 user=alice dbname=app password=wonderland connect_timeout=20"
          + " query_timeout=20 ";

  private Visit() {}

  /** A setup of these settings, as {@code key=value key=value}. */
  static ConnectionSetup setup(String settings) {
    return ConnectionSetup.of(PgConfig.parse(WHO + settings, NOWHERE));
  }

  /** Connects without TLS. */
  static PgConnection connect(FakeServer server, String settings) {
    return new Connector(setup("sslmode=disable port=" + server.port() + " " + settings)).connect();
  }

  /** The connection has to end because the server broke the protocol. */
  static void endsByViolation(PgConnection connection) {
    boolean ended = connection.awaitEnd(Deadline.after(Clock.system(), PATIENCE));
    assertThat(ended).as("the connection ends").isTrue();
    PgException why = connection.ending();
    assertThat(why).isInstanceOf(PgProtocolException.class);
  }
}
