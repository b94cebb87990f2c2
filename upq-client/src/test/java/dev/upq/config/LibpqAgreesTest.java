// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.upq.fault.PgConfigException;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Z7: 10,000 random strings are read as libpq reads them")
class LibpqAgreesTest {

  private static final long SEED = 4_711L;
  private static final int RUNS = 10_000;

  private static final String[] KEYS = {
    "host", "hostaddr", "port", "dbname", "user", "password", "application_name", "options",
    "sslmode", "connect_timeout", "us%65r", "ssl", "hots", "", "us%6", "Host"
  };
  private static final String[] TEXTS = {
    "a", "box", "/run", "%2Frun", "7", "true", "it's", "'", "''", "\\", "\\'", "%41", "%zz", "%",
    "%00", "%c3%a4", "ä", "[::1]", "::1", "[", "]", ":", ",", "/", "?", "&", "=", "@", "%40", "#",
    "+", ";", "."
  };
  private static final String[] BLANKS = {"", "", "", " ", "  ", "\t", "\n"};

  @Test
  void randomStringsAreReadAsLibpqReadsThem() {
    Optional<Libpq> found = Libpq.find();
    assumeTrue(found.isPresent(), "needs libpq.so.5");
    Libpq libpq = found.orElseThrow();
    SplittableRandom random = new SplittableRandom(SEED);
    int taken = 0;
    int stricter = 0;
    for (int run = 0; run < RUNS; run++) {
      String text = random.nextBoolean() ? uri(random) : pairs(random);
      Optional<Map<String, String>> theirs = libpq.parse(text);
      Optional<Map<String, String>> ours = ours(text);
      if (ours.isEmpty() && theirs.isPresent() && documentedRefusal(text)) {
        stricter++;
      } else if (!ours.equals(theirs)) {
        fail("seed %d, run %d: %s%n ours %s%n libpq %s", SEED, run, text, ours, theirs);
      } else if (ours.isPresent()) {
        taken++;
      }
    }
    assertThat(taken).isGreaterThan(RUNS / 4);
    assertThat(stricter).isLessThan(RUNS / 10);
  }

  /** What UriText says that it refuses and libpq takes: an unencoded @ or ? in the wrong place. */
  private static boolean documentedRefusal(String uri) {
    try {
      Settings.read(uri);
      return false;
    } catch (PgConfigException e) {
      return uri.contains("@") && e.getMessage().contains("write %");
    }
  }

  private static Optional<Map<String, String>> ours(String text) {
    try {
      Map<String, String> out = new TreeMap<>();
      Settings.read(text).forEach((setting, given) -> out.put(setting.key(), given.text()));
      return Optional.of(out);
    } catch (PgConfigException e) {
      return Optional.empty();
    }
  }

  private static String uri(SplittableRandom random) {
    StringBuilder out = new StringBuilder(random.nextBoolean() ? "postgresql://" : "postgres://");
    if (random.nextInt(3) == 0) {
      out.append(text(random)).append(random.nextBoolean() ? ":" + text(random) : "").append('@');
    }
    for (int i = random.nextInt(3); i >= 0; i--) {
      out.append(random.nextInt(6) == 0 ? "[::1]" : text(random));
      out.append(random.nextInt(3) == 0 ? ":" + random.nextInt(9) : "").append(i > 0 ? "," : "");
    }
    out.append(random.nextBoolean() ? "/" + text(random) : "");
    for (int i = random.nextInt(3); i > 0; i--) {
      out.append(out.indexOf("?") < 0 ? "?" : "&").append(pick(random, KEYS));
      out.append(random.nextInt(9) == 0 ? "" : "=").append(text(random));
    }
    return out.toString();
  }

  private static String pairs(SplittableRandom random) {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      String value = text(random);
      out.append(pick(random, BLANKS))
          .append(KEYS[random.nextInt(random.nextInt(8) == 0 ? KEYS.length : 10)])
          .append(pick(random, BLANKS))
          .append(random.nextInt(20) == 0 ? "" : "=")
          .append(pick(random, BLANKS))
          .append(random.nextInt(3) == 0 ? "'" + value + " x'" : value)
          .append(random.nextInt(5) == 0 ? "" : " ");
    }
    return out.toString();
  }

  private static String text(SplittableRandom random) {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(3); i > 0; i--) {
      boolean plain = random.nextInt(3) > 0;
      out.append(TEXTS[random.nextInt(plain ? 5 : TEXTS.length)]);
    }
    return out.toString();
  }

  private static String pick(SplittableRandom random, String[] from) {
    return from[random.nextInt(from.length)];
  }
}
