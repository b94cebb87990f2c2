// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.config.PgConfig;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A catalogue that nobody wants to read. */
@Timeout(300)
final class CatalogueSizeTest {

  @Test
  @DisplayName("in a database of 50,000 types connect and first query ask nothing, and a type once")
  void fiftyThousandTypes() {
    PgConfig config = Servers.config(Servers.NEWEST);
    try (PgConnection aside = Servers.connect(config)) {
      aside.script("drop database if exists crowded");
      aside.script("create database crowded");
      PgConfig crowded = config.with("dbname", "crowded");
      try (PgConnection maker = Servers.connect(crowded)) {
        maker.script(
            "do $$ begin for i in 1..25000 loop execute 'create type e' || i || ' as enum ()'; if i"
                + " % 500 = 0 then commit; end if; end loop; end $$");
      }
      SentText sent = new SentText();
      try (PgConnection connection = new Connector(sent.of(Servers.setup(crowded))).connect()) {
        assertThat(connection.query("select 1, 'a'").row(0).intValue(0)).isEqualTo(1);
        assertThat(sent.own()).isZero();
        assertThat(connection.query("select count(*) from pg_type").oneLong())
            .isGreaterThan(50_000);
        assertThat(connection.query("select null::e7, null::e8[]").row(0).isNull(0)).isTrue();
        assertThat(sent.lookups()).isEqualTo(1);
      }
      aside.script("drop database crowded");
    }
  }
}
