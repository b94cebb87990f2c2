// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.upq.channel.Transport;
import dev.upq.config.Environment;
import dev.upq.config.PgConfig;
import dev.upq.config.PgConfigBuilder;
import dev.upq.config.Secret;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** How the tests connect, and what they ask of every failure. Stateless. */
final class Dial {

  /** Long enough for a loaded machine; what needs it has hung. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Environment NOWHERE =
      new Environment(Map.of(), Path.of("nowhere"), "nobody", List.of());

  private static final String WITHOUT_TLS = "sslmode=disable ";

  private static final String WHO =
      "host=db.test user=alice dbname=app password=wonderland connect_timeout=20 query_timeout=20 ";

  private Dial() {}

  /** A setup for servers in memory; later settings replace earlier ones. */
  static ConnectionSetup setup(Transport transport, String... settings) {
    ConnectionSetup setup = ConnectionSetup.of(config(WITHOUT_TLS + WHO, settings));
    return setup.withOwnRegistry().withSeams(Clock.system(), setup.crew(), transport);
  }

  private static PgConfig config(String text, String... settings) {
    PgConfigBuilder builder = PgConfig.parse(text, NOWHERE).toBuilder();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      builder.set(setting.substring(0, equals), setting.substring(equals + 1));
    }
    return builder.build();
  }

  /** Connects in memory; each setting is a {@code key=value}. */
  static PgConnection connect(Transport transport, String... settings) {
    return new Connector(setup(transport, settings)).connect();
  }

  /** As {@link #setup} with a password that no setting could hold. */
  static ConnectionSetup withPassword(Transport transport, String password) {
    ConnectionSetup setup =
        ConnectionSetup.of(
            config(WITHOUT_TLS + WHO)
                .withCredentials((host, database, user) -> Optional.of(Secret.of(password))));
    return setup.withOwnRegistry().withSeams(Clock.system(), setup.crew(), transport);
  }

  /** A setup for a server on the loopback; each setting is a {@code key=value}. */
  static ConnectionSetup loopback(int port, String... settings) {
    return ConnectionSetup.of(config(WHO + "hostaddr=127.0.0.1 port=" + port, settings));
  }

  /** Why connecting fails, which it has to, and not by a time-out. */
  static PgConnectException refusal(ConnectionSetup setup) {
    PgException failure =
        failure(
            () -> {
              try (PgConnection unwanted = new Connector(setup).connect()) {
                throw new AssertionError("connected although it had to be refused: " + unwanted);
              }
            });
    assertThat(failure).isInstanceOf(PgConnectException.class);
    PgConnectException refusal = (PgConnectException) failure;
    assertThat(refusal.reason()).as("hung").isNotEqualTo(PgConnectException.Reason.TIMEOUT);
    return refusal;
  }

  static PgConnectException refusal(Transport transport, String... settings) {
    return refusal(setup(transport, settings));
  }

  /** What the call throws: one of our exceptions, and none that comes of waiting in vain. */
  static PgException failure(ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);
    if (thrown instanceof AssertionError failed) {
      throw failed;
    }
    assertThat(thrown).as("a failure of ours").isInstanceOf(PgException.class);
    assertThat(thrown).as("hung").isNotInstanceOf(PgTimeoutException.class);
    return (PgException) thrown;
  }

  static Deadline patience() {
    return Deadline.after(Clock.system(), PATIENCE);
  }

  /** The connection has to end, and to say why. */
  static PgException ending(PgConnection connection) {
    assertThat(connection.awaitEnd(patience())).as("the connection ends").isTrue();
    return connection.ending();
  }
}
