// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.config.Secret;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectException.Reason;
import dev.upq.pool.Lease;
import dev.upq.pool.PgReconnectSupervisor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Passwords that a real server has taken in its own way. */
@Timeout(600)
final class PasswordsTest {

  private static final List<String> NASTY =
      List.of(
          "plain",
          " leading and trailing ",
          "a\u00a0b",
          "a\u2003b\u3000c",
          "soft\u00adhyphen",
          "zero\u200bwidth\u200d\u2060",
          "\ufeffbom",
          "I\u00ad\u2168\u2460",
          "\ufb01\u212b\u1e9b\u0323",
          "e\u0301 \u00e9",
          "\u05d0\u05d1",
          "\u05d0a\u05d1",
          "a\u05d0",
          "\u0627\u0031",
          "\u0627\u0031\u0627",
          "\ud83d\ude00\ud83d\udc69\u200d\ud83d\udcbb",
          "\u0007bell",
          "tab\tline\n",
          "\u007f",
          "\u0340\u0341",
          "\u200e\u202e",
          "\ue000private",
          "\ud800\udf30\udb40\udc01",
          "\ufffd\ufffc",
          "\u0221unassigned",
          "quote'\"\\$1 ,=",
          "SCRAM-SHA-256$",
          "md5",
          "x".repeat(1_000),
          "\u00df".repeat(1_000),
          "\u2168".repeat(400),
          "\u3000");

  private final PgConfig owner = SecureServer.config("postgres");

  private static void set(PgConnection connection, String role, String password) {
    connection.script(
        connection
            .query("select format('alter role %I password %L', $1::text, $2::text)", role, password)
            .oneText());
  }

  @Test
  @DisplayName("A4: 200 passwords set by ALTER ROLE all log in, and no other does")
  void everyPasswordThatTheServerTookLogsIn() {
    SplittableRandom random = new SplittableRandom(Soak.seed(44));
    List<String> passwords = new ArrayList<>(NASTY);
    while (passwords.size() < Soak.times(200)) {
      passwords.add(password(random));
    }
    PgConfig user = SecureServer.config("scram").with("sslmode", "disable");
    try (PgConnection connection = Servers.connect(owner)) {
      for (String password : passwords) {
        set(connection, "scram", password);
        logsIn(user, password);
      }
      PgConnectException told =
          catchThrowableOfType(
              PgConnectException.class,
              () -> Servers.connect(user.withPassword(Secret.of(passwords.getFirst() + "x"))));
      assertThat(told.reason()).isEqualTo(Reason.AUTHENTICATION);
      set(connection, "scram", SecureServer.PASSWORD);
    }
  }

  private static void logsIn(PgConfig user, String password) {
    try (PgConnection made = Servers.connect(user.withPassword(Secret.of(password)))) {
      assertThat(made.query("select session_user").oneText()).isEqualTo("scram");
    } catch (PgConnectException refused) {
      throw new AssertionError(
          "refused: "
              + password.codePoints().mapToObj(Integer::toHexString).limit(50).toList()
              + ", "
              + refused.getMessage(),
          refused);
    }
  }

  private static String password(SplittableRandom random) {
    StringBuilder password = new StringBuilder();
    for (int i = 1 + random.nextInt(24); i > 0; i--) {
      int point =
          switch (random.nextInt(6)) {
            case 0 -> random.nextInt(0x80, 0x590);
            case 1 -> random.nextInt(0x590, 0x900);
            case 2 -> random.nextInt(0x2000, 0x3400);
            case 3 -> random.nextInt(0x1_0000, 0x11_0000);
            default -> random.nextInt(1, 0x7f);
          };
      password.appendCodePoint(point);
    }
    String piece = NASTY.get(random.nextInt(NASTY.size()));
    return random.nextInt(4) == 0 ? piece + password : password.toString();
  }

  @Test
  @DisplayName(
      "RS-09: credentials are asked for at each connect; a rotation harms no connection that"
          + " stands")
  void credentialsAreAskedForAtEachConnect() {
    AtomicInteger asked = new AtomicInteger();
    AtomicReference<String> current = new AtomicReference<>("first");
    PgConfig user =
        SecureServer.config("rotating")
            .with("pool_max", "3")
            .withCredentials(
                (host, database, name) -> {
                  asked.incrementAndGet();
                  assertThat(name).isEqualTo("rotating");
                  return Optional.of(Secret.of(current.get()));
                });
    try (PgConnection connection = Servers.connect(owner);
        PgPool pool = Servers.pool(user)) {
      connection.script(
          "drop role if exists rotating; create role rotating login password 'first'");
      try (Lease standing = pool.acquire()) {
        assertThat(asked.get()).isOne();
        set(connection, "rotating", "second");
        PgConnectException told = catchThrowableOfType(PgConnectException.class, pool::acquire);
        assertThat(told.reason()).isEqualTo(Reason.AUTHENTICATION);
        assertThat(standing.query("select 1").oneLong()).isOne();
        current.set("second");
        assertThat(pool.supervisor().state()).isEqualTo(PgReconnectSupervisor.State.REFUSED);
        pool.supervisor().retryNow();
        try (Lease after = pool.acquire()) {
          assertThat(after.query("select 2").oneLong()).isEqualTo(2);
        }
        assertThat(asked.get()).isEqualTo(3);
        assertThat(standing.query("select 3").oneLong()).isEqualTo(3);
      }
    }
  }
}
