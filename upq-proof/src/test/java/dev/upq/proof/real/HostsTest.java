// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.upq.config.HostPort;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectException.Reason;
import dev.upq.testkit.EmbeddedPostgres;
import dev.upq.testkit.proxy.Cut;
import dev.upq.testkit.proxy.FaultProxy;
import dev.upq.testkit.proxy.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several hosts: a primary, one whose sessions are read-only by default, and a standby. */
@Timeout(120)
final class HostsTest {

  private static EmbeddedPostgres primary;
  private static EmbeddedPostgres readOnly;
  private static EmbeddedPostgres standby;
  private static Path data;

  @BeforeAll
  static void start() throws IOException {
    primary = Servers.of(Servers.NEWEST);
    readOnly = EmbeddedPostgres.builder().setting("default_transaction_read_only", "on").start();
    Path place = Files.createTempDirectory("upq-standby");
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
    data = place.resolve("data");
    standby = EmbeddedPostgres.builder().dataDirectory(data).start();
    standby.stop();
    Files.writeString(data.resolve("standby.signal"), "");
    standby.restart();
  }

  @AfterAll
  static void stop() throws IOException {
    readOnly.close();
    standby.close();
    try (var files = Files.walk(data.getParent())) {
      for (Path path : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }

  private static HostPort at(EmbeddedPostgres server) {
    return new HostPort("127.0.0.1", server.port());
  }

  private static PgConfig config(String attributes, HostPort... hosts) {
    return PgConfig.parse(primary.url())
        .withHosts(List.of(hosts))
        .with("target_session_attrs", attributes)
        .with("connect_timeout", "30");
  }

  private static int taken(String attributes, HostPort... hosts) {
    try (PgConnection connection = Servers.connect(config(attributes, hosts))) {
      assertThat(connection.query("select 1").oneLong()).isOne();
      return connection.host().port();
    }
  }

  @Test
  void theRoleDecides() {
    HostPort[] all = {at(standby), at(readOnly), at(primary)};
    assertThat(taken("any", all)).isEqualTo(standby.port());
    assertThat(taken("read-write", all)).isEqualTo(primary.port());
    assertThat(taken("primary", all)).isEqualTo(readOnly.port());
    assertThat(taken("read-only", at(primary), at(readOnly))).isEqualTo(readOnly.port());
    assertThat(taken("standby", at(primary), at(readOnly), at(standby))).isEqualTo(standby.port());
    assertThat(taken("prefer-standby", at(primary), at(standby))).isEqualTo(standby.port());
    assertThat(taken("prefer-standby", at(readOnly), at(primary))).isEqualTo(readOnly.port());
  }

  @Test
  void noHostOfTheRoleIsToldWithEachHost() {
    PgConnectException told =
        catchThrowableOfType(
            PgConnectException.class, () -> taken("standby", at(primary), at(readOnly)));
    assertThat(told.reason()).isEqualTo(Reason.WRONG_ROLE);
    assertThat(told)
        .hasMessageContaining(at(primary).toString())
        .hasMessageContaining(at(readOnly).toString())
        .hasMessageContaining("target_session_attrs=standby");
  }

  @Test
  void aHostThatIsNotThereIsPassedOver() {
    try (FaultProxy dead = FaultProxy.to("127.0.0.1", primary.port())) {
      HostPort deadHost = new HostPort("127.0.0.1", dead.port());
      dead.add(new Rule.Refuse(Cut.RESET));
      assertThat(taken("any", deadHost, at(primary))).isEqualTo(primary.port());
      dead.stopListening();
      assertThat(taken("any", deadHost, at(primary))).isEqualTo(primary.port());
      assertThat(taken("any", new HostPort("no-such-host.invalid", 1), at(primary)))
          .isEqualTo(primary.port());
      PgConnectException told =
          catchThrowableOfType(PgConnectException.class, () -> taken("any", deadHost));
      assertThat(told.reason()).isEqualTo(Reason.UNREACHABLE);
    }
  }

  @Test
  void aMissingDatabaseIsNotLookedForElsewhere() {
    PgConnectException told =
        catchThrowableOfType(
            PgConnectException.class,
            () ->
                Servers.connect(
                    config("any", at(primary), at(readOnly)).withDatabase("upq_nowhere")));
    assertThat(told.reason()).isEqualTo(Reason.DATABASE);
    assertThat(told.getMessage()).doesNotContain(at(readOnly).toString());
  }

  @Test
  void randomOrderSpreadsTheLoad() {
    Map<Integer, Integer> taken = new HashMap<>();
    PgConfig random = config("any", at(primary), at(readOnly)).with("load_balance_hosts", "random");
    for (int i = 0; i < 60; i++) {
      try (PgConnection connection = Servers.connect(random)) {
        taken.merge(connection.host().port(), 1, Integer::sum);
      }
    }
    assertThat(taken).containsOnlyKeys(primary.port(), readOnly.port());
    assertThat(taken.values()).allMatch(times -> times >= 5);
  }
}
