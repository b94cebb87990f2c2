// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.upq.fault.PgConfigException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A6: no password in any text")
class CanaryTest {

  private static final String CANARY = "kanarienvogel";
  private static final long SEED = 20_260_731L;
  private static final int RUNS = 10_000;

  private static final String[] MARKS = {
    "@", "/", "?", "&", "=", "#", ":", ",", "%", "%zz", "%00", "'", "\\", "\"", " ", "\t", "[", "]",
    "+", "\0", "\ud800", "x", "7", "sslmode", "user", "=1", "@h", "ä"
  };

  @TempDir Path directory;

  @Test
  void aPasswordShowsUpNowhereWhenAllIsWell() {
    Around around = new Around(directory).with("PGPASSWORD", CANARY);
    around.file(".pgpass", "*:*:*:*:" + CANARY);
    show(around.parse(""));
    show(around.without("PGPASSWORD").parse(""));
    show(around.parse("password=" + CANARY + " sslpassword=" + CANARY));
    show(around.parse("postgresql://ann:" + CANARY + "@box/shop"));
    show(around.parse("").withPassword(Secret.of(CANARY)));
    show(around.parse("").withCredentials((h, d, u) -> Optional.of(Secret.of(CANARY))));
    assertHidden(around.with("PGPASSWORD", CANARY).environment().toString());
    assertHidden(
        PgConfig.builder(around.environment())
                .password(Secret.of(CANARY))
                .set("sslpassword", CANARY)
            + "");
    assertHidden(Given.of(Setting.PASSWORD, CANARY, "").toString());
    assertHidden(Given.of(Setting.SSLPASSWORD, CANARY, "").refuse(Setting.SSLPASSWORD, "x") + "");
    assertHidden(Settings.complete(Map.of(), around.environment()).map().toString());
  }

  @Test
  void aPasswordThatWasNotEncodedShowsUpInNoMessageAndNoName() {
    Around around = new Around(directory);
    SplittableRandom random = new SplittableRandom(SEED);
    int refused = 0;
    for (int run = 0; run < RUNS; run++) {
      String password = marks(random, 1) + CANARY + marks(random, 0);
      String text =
          switch (random.nextInt(6)) {
            case 0 -> "postgresql://ann:" + password + "@box:7/shop?application_name=a";
            case 1 -> "postgres://ann:" + password + "@a:1,[::1]:x/shop";
            case 2 -> "postgresql://box/shop?user=ann&password=" + password + "&port=1";
            case 3 -> "host=box password=" + password + " port=7";
            case 4 -> "password='" + password + "' host=box sslmode=never";
            default -> "postgre://ann:" + password + "@box/shop?user=ann";
          };
      try {
        PgConfig config = around.parse(text);
        show(config);
      } catch (PgConfigException e) {
        refused++;
        if (trace(e).contains(CANARY) || e.getMessage().lines().count() != 1) {
          fail("seed %d, run %d: %s of %s", SEED, run, e.getMessage(), text);
        }
      }
    }
    assertThat(refused).isBetween(RUNS / 4, RUNS - RUNS / 20);
  }

  @Test
  void aBadLineWithAPasswordIsNotShown() {
    Around around = new Around(directory);
    around.file(".pg_service.conf", "[s]", "password " + CANARY);
    assertHidden(around.refusal("service=s"));
    around.file(".pg_service.conf", "[s]", "pasword=" + CANARY);
    assertHidden(around.refusal("service=s"));
    around.file(".pg_service.conf", "[s]", "password=" + CANARY + "\0");
    assertHidden(around.refusal("service=s"));
    around.fileOfMode("rw-rw-rw-", ".pgpass", "*:*:*:*:" + CANARY);
    assertHidden(around.parse("").warnings().toString());
  }

  private static String marks(SplittableRandom random, int min) {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(4 - min) + min; i > 0; i--) {
      out.append(MARKS[random.nextInt(MARKS.length)]);
    }
    return out.toString();
  }

  private static void show(PgConfig config) {
    assertHidden(
        config
            + " "
            + config.hosts()
            + config.database()
            + config.user()
            + config.credentials()
            + config.tlsFiles()
            + config.requireAuth()
            + config.startupParameters()
            + config.warnings()
            + config.toBuilder()
            + config.toBuilder().build());
  }

  private static void assertHidden(String text) {
    assertThat(text).doesNotContain(CANARY);
  }

  private static String trace(Throwable e) {
    StringWriter out = new StringWriter();
    e.printStackTrace(new PrintWriter(out));
    return out.toString();
  }
}
