// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrecedenceTest {

  @TempDir Path directory;

  @Test
  void theStringWinsOverTheServiceOverTheEnvironmentOverTheDefault() {
    Around around = new Around(directory);
    assertThat(around.parse("").user()).isEqualTo("osuser");
    around.with("PGUSER", "of-environment").with("PGDATABASE", "env").with("PGPORT", "1");
    assertThat(around.parse("").user()).isEqualTo("of-environment");
    around.file(".pg_service.conf", "[s]", "user=of-service", "dbname=service");
    assertThat(around.parse("service=s").user()).isEqualTo("of-service");
    PgConfig config = around.parse("service=s user=of-string");
    assertThat(config.user()).isEqualTo("of-string");
    assertThat(config.database()).isEqualTo("service");
    assertThat(config.hosts().getFirst().port()).isEqualTo(1);
  }

  @Test
  void theDatabaseIsNamedLikeTheUserUnlessItIsNamed() {
    Around around = new Around(directory);
    assertThat(around.parse("user=ann").database()).isEqualTo("ann");
    assertThat(around.parse("user=ann dbname=''").database()).isEqualTo("ann");
    assertThat(around.parse("").withUser("bob").database()).isEqualTo("bob");
    assertThat(around.parse("dbname=shop").withUser("bob").database()).isEqualTo("shop");
  }

  @Test
  void anEmptyTextInTheStringHidesTheEnvironment() {
    Around around = new Around(directory).with("PGDATABASE", "env").with("PGAPPNAME", "env");
    assertThat(around.parse("user=ann dbname=''").database()).isEqualTo("ann");
    assertThat(around.parse("application_name=''").startupParameters())
        .doesNotContainKey("application_name");
    assertThat(around.parse("").startupParameters()).containsEntry("application_name", "env");
    assertThat(around.with("PGUSER", "").refusal("")).contains("\"user\" is empty");
  }

  @Test
  void theServiceComesFromTheVariableUnlessTheStringNamesOne() {
    Around around = new Around(directory).with("PGSERVICE", "two");
    around.file(".pg_service.conf", "[one]", "dbname=d1", "", "# dbname=no", "[two]", "dbname=d2");
    assertThat(around.parse("").database()).isEqualTo("d2");
    assertThat(around.parse("service=one").database()).isEqualTo("d1");
    assertThat(around.parse("postgresql://?service=one").database()).isEqualTo("d1");
    assertThat(around.refusal("service=three")).contains("service \"three\" is not defined");
  }

  @Test
  void theFirstSectionAndItsFirstValueCount() {
    Around around = new Around(directory);
    around.file(
        ".pg_service.conf", "dbname=outside", "[s] x", " dbname=a=b  ", "dbname=late", "[s]", "u");
    assertThat(around.parse("service=s").database()).isEqualTo("a=b");
  }

  @Test
  void theUsersFileIsLookedAtBeforeTheSystems() throws Exception {
    Around around = new Around(directory).with("PGSYSCONFDIR", directory.toString());
    Files.writeString(directory.resolve("pg_service.conf"), "[s]\ndbname=sys\n[t]\ndbname=t\n");
    assertThat(around.parse("service=s").database()).isEqualTo("sys");
    around.file(".pg_service.conf", "[s]", "dbname=own");
    assertThat(around.parse("service=s").database()).isEqualTo("own");
    assertThat(around.parse("service=t").database()).isEqualTo("t");
    around.with("PGSERVICEFILE", around.file("other", "[s]", "dbname=other").toString());
    assertThat(around.parse("service=s").database()).isEqualTo("other");
    around.with("PGSERVICEFILE", directory.resolve("missing").toString());
    assertThat(around.refusal("service=s")).contains("missing cannot be read");
  }

  @Test
  void aBadLineOfAServiceIsNamedByItsNumber() {
    Around around = new Around(directory);
    assertServiceRefusal(around, "dbname", "expected key=value in line 2 of ");
    assertServiceRefusal(around, "dbname = x", "a blank stands before \"=\" in line 2 of ");
    assertServiceRefusal(around, "dbnam=x", "unknown setting \"dbnam\" in line 2 of ");
    assertServiceRefusal(around, "service=x", "a service inside a service in line 2 of ");
    assertServiceRefusal(around, "ldap://x/y=z", "LDAP look-up in line 2 of ");
    assertServiceRefusal(around, "gsslib=gssapi", "setting \"gsslib\" in line 2 of ");
    assertServiceRefusal(around, "port=x", "setting \"port\" in line 2 of ");
  }

  private static void assertServiceRefusal(Around around, String line, String reason) {
    around.file(".pg_service.conf", "[s]", line);
    assertThat(around.refusal("service=s")).contains(reason);
  }

  @Test
  void aBadVariableIsNamed() {
    Around around = new Around(directory).with("PGSSLMODE", "verify");
    assertThat(around.refusal("")).startsWith("setting \"sslmode\" from PGSSLMODE: the \"verify\"");
    assertThat(around.parse("sslmode=disable").sslMode()).isEqualTo(SslMode.DISABLE);
  }

  @Test
  void requireSslInTheEnvironmentIsNotOverlooked() {
    Around around = new Around(directory).with("PGREQUIRESSL", "1");
    assertThat(around.refusal("")).contains("\"requiressl\" from PGREQUIRESSL is obsolete");
    assertThat(around.parse("sslmode=require").sslMode()).isEqualTo(SslMode.REQUIRE);
    assertThat(around.with("PGREQUIRESSL", "0").parse("").sslMode()).isEqualTo(SslMode.PREFER);
    assertThat(around.refusal("requiressl=1")).contains("\"requiressl\" is obsolete");
  }

  @Test
  void aFinishedConfigurationAsksTheEnvironmentForNothingMore() {
    Around around = new Around(directory).with("PGUSER", "ann").with("PGSERVICE", "s");
    Path file = around.file(".pg_service.conf", "[s]", "dbname=d");
    PgConfig config = around.parse("");
    assertThat(file.toFile().delete()).isTrue();
    PgConfig other = config.with("pool_max", "3");
    assertThat(other.database()).isEqualTo("d");
    assertThat(other.user()).isEqualTo("ann");
    assertThat(other.poolMax()).isEqualTo(3);
    assertThat(config.poolMax()).isEqualTo(10);
  }
}
