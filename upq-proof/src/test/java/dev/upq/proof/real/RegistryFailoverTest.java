// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static dev.upq.proof.real.RegistryServer.held;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgException;
import dev.upq.fault.PgReadOnlyException;
import dev.upq.pool.Lease;
import dev.upq.proof.real.RegistryServer.Held;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Statements that were described on one server and are used on another, for each version. */
@OnEachServer
final class RegistryFailoverTest {

  private static final String ALL = "select * from thing order by 1";
  private static final String INSERT = "insert into thing values ($1)";

  private final ReplicaPair pair;

  RegistryFailoverTest(int version) {
    pair = ReplicaPair.start(version);
    try (PgConnection aside = Servers.connect(pair.config())) {
      aside.script(
          "create schema app; create table app.thing (a int); insert into app.thing values (1);"
              + " create schema app_too; create table app_too.thing (a text, b int8);"
              + " insert into app_too.thing values ('too', 2); alter role postgres set"
              + " search_path = app");
    }
    pair.await();
  }

  @AfterEach
  void close() throws IOException {
    pair.close();
  }

  private RegistryServer registry() {
    return RegistryServer.in(
        pair.config().with("target_session_attrs", "read-write").with("pool_max", "2"));
  }

  private static void used(PgPool pool) {
    for (int i = 0; i < 3; i++) {
      assertThat(pool.query(ALL).row(0).intValue("a")).isOne();
      assertThat(pool.execute(INSERT, 1)).isOne();
    }
  }

  /** The idle connections to the lost server are found out and replaced. */
  private static void awaitThere(PgPool pool, int port) {
    Soak.eventually(
        "the pool is at the promoted replica",
        () -> {
          try (Lease lease = pool.acquire()) {
            lease.connection().script("select 1");
            return lease.connection().host().port() == port;
          } catch (PgException lost) {
            return false;
          }
        });
  }

  @Test
  @DisplayName("PS-16: a promoted replica is told what was described on the primary, once")
  void aPromotedReplica() {
    RegistryServer server = registry();
    PgConfig there = pair.replica().with("pool_max", "2");
    try (PgPool pool = server.pool();
        PgConnection replica = server.connect(there)) {
      used(pool);
      pair.await();
      assertThat(replica.query(ALL).size()).isEqualTo(4);
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> replica.execute(INSERT, 5))
            .isInstanceOf(PgReadOnlyException.class);
      }
      List<Held> before = held(replica);
      long misses = server.counts().misses();

      pair.failOver();

      assertThat(replica.execute(INSERT, 5)).as("what got 25006 is carried out").isOne();
      assertThat(replica.query(ALL).size()).isEqualTo(5);
      assertThat(held(replica)).as("its session has lived on").isEqualTo(before);
      awaitThere(pool, pair.standby().port());
      try (Lease lease = pool.acquire()) {
        lease.connection().script("begin");
        assertThat(lease.connection().execute(INSERT, 6)).isOne();
        assertThat(lease.connection().query(ALL).row(5).intValue("a")).isEqualTo(6);
        lease.connection().script("commit");
        assertThat(held(lease.connection()))
            .as("parsed anew on the new server, under the names of the runtime")
            .extracting(Held::name)
            .containsAll(before.stream().map(Held::name).toList());
      }
      assertThat(server.counts().misses()).as("nothing was described twice").isEqualTo(misses);
      assertThat(server.counts().heals()).isZero();
    }
  }

  @Test
  @DisplayName("PS-16: where the role looks elsewhere after the promotion, nothing is mixed up")
  void anotherSearchPathAfterThePromotion() {
    RegistryServer server = registry();
    try (PgPool pool = server.pool();
        PgConnection before = server.connect(pair.replica())) {
      used(pool);
      pair.await();
      assertThat(before.query(ALL).size()).isEqualTo(4);
      server.aside("alter role postgres set search_path = app_too");
      pair.await();

      pair.failOver();
      awaitThere(pool, pair.standby().port());

      for (int i = 0; i < 3; i++) {
        assertThat(pool.query(ALL).row(i).text("a")).isEqualTo("too");
        assertThat(pool.execute(INSERT, "too")).isOne();
        assertThat(before.query(ALL).row(0).intValue("a")).isOne();
        assertThat(before.execute(INSERT, 7)).isOne();
      }
      assertThat(pool.query("select count(*) from app_too.thing where a = 'too'").oneLong())
          .isEqualTo(4);
      assertThat(before.query("select count(*) from app.thing where a = 7").oneLong()).isEqualTo(3);
    }
  }
}
