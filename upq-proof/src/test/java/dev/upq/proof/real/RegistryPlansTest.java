// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.row.Row;
import dev.upq.tx.PgTransaction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which plans a prepared statement is executed with, and how to have a say, on each server. */
@OnEachServer
final class RegistryPlansTest {

  private static final String TEXT = "select count(*) from skewed where kind = $1";

  private final PgConfig config;

  RegistryPlansTest(int version) {
    config = Servers.inSchema(Servers.config(version), "plans");
    try (PgConnection aside = Servers.connect(config)) {
      aside.script(
          "create table skewed (kind int4); insert into skewed select 1 from"
              + " generate_series(1, 100); analyze skewed");
    }
  }

  /** How often the statement was executed with a generic plan and with a custom one. */
  private record Plans(long generic, long custom) {

    static Plans of(PgConnection connection) {
      Row row =
          connection
              .script(
                  "select generic_plans::text, custom_plans::text from pg_prepared_statements"
                      + " where statement like 'select count(*) from skewed%'")
              .getFirst()
              .row(0);
      return new Plans(Long.parseLong(row.text(0)), Long.parseLong(row.text(1)));
    }
  }

  private static void run(PgConnection connection, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(connection.query(TEXT, 1).oneLong()).isEqualTo(100);
    }
  }

  @Test
  @DisplayName("PS-12: the server goes over to a generic plan at the sixth execution")
  void theSixthExecution() {
    try (PgConnection connection = Servers.connect(config)) {
      run(connection, 5);
      assertThat(Plans.of(connection)).isEqualTo(new Plans(0, 5));
      run(connection, 5);
      assertThat(Plans.of(connection)).isEqualTo(new Plans(5, 5));
    }
  }

  @Test
  @DisplayName("PS-12: plan_cache_mode for all statements of a connection, through options")
  void forAConnection() {
    String path = "-c search_path=plans -c plan_cache_mode=";
    try (PgConnection custom = Servers.connect(config.with("options", path + "force_custom_plan"));
        PgConnection generic =
            Servers.connect(config.with("options", path + "force_generic_plan"))) {
      run(custom, 10);
      run(generic, 10);
      assertThat(Plans.of(custom)).isEqualTo(new Plans(0, 10));
      assertThat(Plans.of(generic)).isEqualTo(new Plans(10, 0));
    }
  }

  @Test
  @DisplayName("PS-12: plan_cache_mode for one statement, in a transaction around it")
  void forOneStatement() {
    try (PgPool pool = Servers.pool(config.with("pool_max", "1"))) {
      for (int i = 0; i < 10; i++) {
        try (PgTransaction tx = pool.begin()) {
          tx.query("set local plan_cache_mode = force_custom_plan");
          assertThat(tx.query(TEXT, 1).oneLong()).isEqualTo(100);
          tx.commit();
        }
      }
      try (var lease = pool.acquire()) {
        assertThat(Plans.of(lease.connection())).isEqualTo(new Plans(0, 10));
        run(lease.connection(), 1);
        assertThat(Plans.of(lease.connection())).isEqualTo(new Plans(1, 10));
      }
    }
  }
}
